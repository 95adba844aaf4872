package io.gramme.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The queue against a naive twin: a list sorted by (sends, age) at every take. */
class RetransmitQueuePropertyTest {
    private static final class Naive {
        private static final class Item {
            final int subject;
            final byte[] bytes;
            int sends;
            long order;

            Item(int subject, byte[] bytes, long order) {
                this.subject = subject;
                this.bytes = bytes;
                this.order = order;
            }
        }

        final List<Item> items = new ArrayList<>();
        final int capacity;
        long order;

        Naive(int capacity) {
            this.capacity = capacity;
        }

        private List<Item> sorted() {
            List<Item> sorted = new ArrayList<>(items);
            sorted.sort(Comparator.<Item>comparingInt(item -> item.sends).thenComparingLong(item -> item.order));
            return sorted;
        }

        void put(int subject, byte[] bytes) {
            boolean replaced = items.removeIf(item -> item.subject == subject);
            if (!replaced && items.size() >= capacity) {
                int most = items.stream().mapToInt(item -> item.sends).max().orElseThrow();
                items.remove(sorted().stream()
                        .filter(item -> item.sends == most)
                        .findFirst()
                        .orElseThrow());
            }
            items.add(new Item(subject, bytes, order++));
        }

        List<byte[]> take(int count, int limit) {
            List<byte[]> taken = new ArrayList<>();
            for (Item item : sorted().stream().limit(count).toList()) {
                taken.add(item.bytes);
                item.sends++;
                item.order = order++;
                if (item.sends >= limit) {
                    items.remove(item);
                }
            }
            return taken;
        }
    }

    @Test
    void takesWhatTheNaiveTwinTakes() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int capacity = 1 + random.nextInt(12);
            RetransmitQueue queue = new RetransmitQueue(capacity);
            Naive naive = new Naive(capacity);
            for (int step = 0; step < 100; step++) {
                if (random.nextInt(3) == 0) {
                    int subject = random.nextInt(16);
                    byte[] bytes = {(byte) step, (byte) subject};
                    queue.put(subject, bytes);
                    naive.put(subject, bytes);
                } else {
                    int count = 1 + random.nextInt(4);
                    assertThat(queue.take(1_000, count, 3))
                            .as("seed %d step %d", seed, step)
                            .containsExactlyElementsOf(naive.take(count, 3));
                }
                assertThat(queue.size()).isEqualTo(naive.items.size()).isLessThanOrEqualTo(capacity);
            }
        }
    }

    @Test
    void neverGivesMoreThanFits() {
        Random random = new Random(9);
        RetransmitQueue queue = new RetransmitQueue(100);
        for (int step = 0; step < 10_000; step++) {
            queue.put(random.nextInt(200), new byte[1 + random.nextInt(100)]);
            int room = random.nextInt(300);
            List<byte[]> taken = queue.take(room, 5, 4);
            assertThat(taken.stream().mapToInt(bytes -> bytes.length).sum()).isLessThanOrEqualTo(room);
            assertThat(taken).hasSizeLessThanOrEqualTo(5);
        }
    }
}
