package io.gramme.node.storage.mapdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.IndexKeys;
import io.gramme.node.storage.Space;
import io.gramme.ring.Key;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyFilterTest {
    @Test
    void knowsEveryKeyAndRecognisesMostOthers() {
        int keys = 20_000;
        KeyFilter filter = KeyFilter.empty(keys);
        for (int i = 0; i < keys; i++) {
            filter.add(key(i));
        }
        KeyFilter reopened = KeyFilter.over(filter.bytes());
        int wrong = 0;
        for (int i = 0; i < keys; i++) {
            assertThat(reopened.mayContain(key(i))).isTrue();
            wrong += reopened.mayContain(key(keys + i)) ? 1 : 0;
        }
        assertThat(wrong / (double) keys).isLessThan(0.02);
    }

    /** In a group all keys share some partition bits: those must not spoil the filter. */
    @Test
    void worksForTheKeysOfOnePartition() {
        Random random = new Random(4);
        KeyFilter filter = KeyFilter.empty(2_000);
        int added = 0;
        int asked = 0;
        int wrong = 0;
        while (asked < 2_000) {
            byte[] key = key(random.nextInt());
            if (IndexKey.partition(key) != 3) {
                continue;
            }
            if (added < 2_000) {
                filter.add(key);
                added++;
            } else {
                wrong += filter.mayContain(key) ? 1 : 0;
                asked++;
            }
        }
        assertThat(wrong / (double) asked).isLessThan(0.03);
    }

    private static byte[] key(int number) {
        return IndexKey.of(IndexKeys.PARTITIONS, Space.LIVE, Key.of("bucket", "key-" + number));
    }
}
