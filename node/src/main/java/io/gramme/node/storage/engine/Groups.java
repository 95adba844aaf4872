package io.gramme.node.storage.engine;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The fixed disk groups: partition mod 16. A shard owns the groups that are its number mod the shard count. */
public final class Groups {
    public static final int COUNT = 16;

    private static final List<String> DIRECTORIES = IntStream.range(0, COUNT)
            .mapToObj(group -> String.format(Locale.ROOT, "index/%02d", group))
            .toList();

    private Groups() {}

    /** The group of a partition, 0..15. */
    public static int ofPartition(int partition) {
        return partition % COUNT;
    }

    /** The shard of a group, 0..shards - 1. */
    public static int shardOf(int group, int shards) {
        return group % shards;
    }

    /** Directory of a group's index runs. */
    static String directory(int group) {
        return DIRECTORIES.get(group);
    }
}
