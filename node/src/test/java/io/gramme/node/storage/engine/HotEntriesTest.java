package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.storage.Header;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.IndexLookup;
import io.gramme.node.storage.Space;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HotEntriesTest {
    /** More than there are slots, so that keys push each other out. */
    private static final int KEYS = 3_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsGivenIsWhatTheIndexSays(long seed) {
        Random random = new Random(seed);
        HotEntries hot = new HotEntries();
        List<IndexLookup> index = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            index.add(IndexLookup.Missing.MISSING);
        }
        int given = 0;
        for (int step = 0; step < 50_000; step++) {
            int key = random.nextInt(KEYS);
            IndexLookup known = hot.get(bytes(key));
            if (known != null) {
                given++;
                assertThat(known).as("key %d at step %d", key, step).isEqualTo(index.get(key));
            }
            if (random.nextInt(3) == 0) {
                IndexEntry entry = random.nextInt(4) == 0
                        ? IndexEntry.removal(1, step, 20)
                        : IndexEntry.live(1, step, 20, new Header(step, 0, step, 0));
                index.set(key, IndexLookup.of(entry));
                hot.replaced(bytes(key), entry);
            } else {
                hot.asked(bytes(key), index.get(key));
            }
        }
        assertThat(given).as("seed %d", seed).isGreaterThan(1_000);
    }

    private static byte[] bytes(int key) {
        return IndexKey.of(new Partitions(256), Space.LIVE, Key.of("b", "key" + key));
    }
}
