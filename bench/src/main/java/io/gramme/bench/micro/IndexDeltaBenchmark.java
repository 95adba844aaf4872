package io.gramme.bench.micro;

import io.gramme.node.runtime.nio.NioFiles;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexGroup;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.IndexLookup;
import io.gramme.node.storage.MergePolicy;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.mapdb.MapDbRuns;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A key found in, and put into, the part of an index that is on the heap; no run beneath it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class IndexDeltaBenchmark {
    private static final Partitions PARTITIONS = new Partitions(256);
    private static final byte[] BUCKET = "bench".getBytes(StandardCharsets.UTF_8);

    @Param({"3000", "100000"})
    int keys;

    private byte[][] indexKeys = {};
    private final SplittableRandom random = new SplittableRandom(5);
    private @Nullable IndexGroup group;
    private IndexEntry entry = IndexEntry.live(1, 2, 3, new Header(4, 0, 5, 6));

    @Setup
    public void fill() throws IOException {
        NioFiles files = new NioFiles(Files.createTempDirectory("index-delta"));
        files.createDirectories("index");
        IndexGroup opened = IndexGroup.open(new MapDbRuns(files, "index"), new MergePolicy(64), List.of());
        group = opened;
        indexKeys = new byte[keys][];
        for (int i = 0; i < keys; i++) {
            Key key = Key.of(BUCKET, ("user" + i).getBytes(StandardCharsets.UTF_8));
            indexKeys[i] = IndexKey.of(PARTITIONS, Space.LIVE, key);
            opened.put(indexKeys[i], entry);
        }
    }

    private IndexGroup group() {
        IndexGroup filled = group;
        if (filled == null) {
            throw new IllegalStateException("used before it was filled");
        }
        return filled;
    }

    @Benchmark
    public IndexLookup get() {
        return group().get(indexKeys[random.nextInt(keys)]);
    }

    @Benchmark
    public void put() {
        group().put(indexKeys[random.nextInt(keys)], entry);
    }
}
