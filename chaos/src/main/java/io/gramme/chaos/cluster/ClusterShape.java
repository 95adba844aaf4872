package io.gramme.chaos.cluster;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated cluster is made of.
 *
 * @param nodes founders, 1 or more
 * @param shards event loops of each node, 1, 2, 4, 8 or 16; may differ from what its disks were written with
 * @param segmentBytes length of a log segment, 4 096 or more; small ones bring compaction into a short run
 * @param deltaBytes heap of a group's delta at which it is flushed to a run
 * @param flags configuration keys and their values, for every node
 * @param ages in place of those of the configuration; {@code null} for the configured ones
 */
public record ClusterShape(
        int nodes,
        int shards,
        int segmentBytes,
        long deltaBytes,
        SortedMap<String, String> flags,
        @Nullable Ages ages) {
    private static final int PARTITIONS = 16;

    public ClusterShape {
        flags = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(flags));
    }

    /** So many nodes with 16 partitions, N=3 and R=W=2, one shard each, and stores that flush and compact rarely. */
    public static ClusterShape of(int nodes) {
        TreeMap<String, String> flags = new TreeMap<>(Map.of("replication.partitions", Integer.toString(PARTITIONS)));
        return new ClusterShape(nodes, 1, 1 << 20, 1 << 20, flags, null);
    }

    /** The same with one configuration key set. */
    public ClusterShape with(String key, String value) {
        TreeMap<String, String> more = new TreeMap<>(flags);
        more.put(key, value);
        return new ClusterShape(nodes, shards, segmentBytes, deltaBytes, more, ages);
    }

    /** The same with other numbers of shards. */
    public ClusterShape withShards(int count) {
        return new ClusterShape(nodes, count, segmentBytes, deltaBytes, flags, ages);
    }

    /** The same with a store that rolls segments and flushes at other sizes. */
    public ClusterShape withStore(int newSegmentBytes, long newDeltaBytes) {
        return new ClusterShape(nodes, shards, newSegmentBytes, newDeltaBytes, flags, ages);
    }

    /** The same with other ages. */
    public ClusterShape with(Ages newAges) {
        return new ClusterShape(nodes, shards, segmentBytes, deltaBytes, flags, newAges);
    }

    /** What of it its founding decides for ever: clusters that agree in this may begin on the same disks. */
    ClusterShape founding() {
        TreeMap<String, String> fixed = flags.entrySet().stream()
                .filter(flag -> flag.getKey().startsWith("replication."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
        ClusterShape plain = of(nodes);
        return new ClusterShape(nodes, 1, plain.segmentBytes, plain.deltaBytes, fixed, null);
    }

    /** The name of a machine, from 0. */
    static String name(int machine) {
        return "n" + (machine + 1);
    }
}
