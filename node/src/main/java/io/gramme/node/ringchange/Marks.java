package io.gramme.node.ringchange;

import java.util.HashMap;
import java.util.Map;

/**
 * Writes of moving partitions that their target row missed, counted by a present owner (design §8). A newcomer notes the
 * count when it begins to compare trees; the partition may switch only while every owner's count is what the newcomer
 * noted, and from the moment an owner confirms that, it takes no such write any more.
 *
 * <p>Counts are of one run of the process. A restart begins at nothing, under another boot counter, which voids whatever was
 * noted before: so nothing needs to be durable but the confirmation. Lives on the shard's loop.
 */
final class Marks {
    private final Map<Integer, Long> counts = new HashMap<>();

    /** Counts one, before it is stored. */
    void note(int partition) {
        counts.merge(partition, 1L, Long::sum);
    }

    long count(int partition) {
        return counts.getOrDefault(partition, 0L);
    }
}
