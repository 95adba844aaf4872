package io.gramme.node.storage;

import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Index keys and entries for tests: mostly short, a few of the greatest length, a few that share long prefixes. */
public final class IndexKeys {
    public static final Partitions PARTITIONS = new Partitions(256);

    private IndexKeys() {}

    /** A pool of distinct keys. */
    public static List<byte[]> pool(Random random, int size) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Space space = Space.values()[random.nextInt(10) < 7 ? 0 : random.nextInt(4)];
            byte[] name = ("key-" + i).getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(20) == 0) {
                name = Arrays.copyOf(name, Key.MAX_KEY_BYTES);
            }
            byte[] bucket = new byte[random.nextInt(20) == 0 ? Key.MAX_BUCKET_BYTES : 1 + random.nextInt(3)];
            Arrays.fill(bucket, (byte) ('a' + random.nextInt(3)));
            keys.add(IndexKey.of(PARTITIONS, space, Key.of(bucket, name)));
        }
        return keys;
    }

    public static IndexEntry entry(Random random) {
        return IndexEntry.live(
                random.nextInt(1_000_000),
                random.nextInt(),
                random.nextInt(1 << 24),
                new Header(random.nextLong(), random.nextInt(8), random.nextLong(), random.nextLong()));
    }

    public static IndexEntry removal(Random random) {
        return IndexEntry.removal(random.nextInt(1_000_000), random.nextInt(), random.nextInt(1 << 10));
    }

    /** Drives a build to its end in small steps. */
    public static RunBuild.Progress drive(RunBuild build) {
        RunBuild.Progress progress = build.step(37);
        while (progress instanceof RunBuild.Working) {
            progress = build.step(37);
        }
        return progress;
    }
}
