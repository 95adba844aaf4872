package io.gramme.bench.micro;

import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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

/** From bucket and key to the placement hash. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KeyHashBenchmark {
    /** Length of the key in bytes. */
    @Param({"16", "64", "1024"})
    public int bytes;

    private final byte[] bucket = "sessions".getBytes(StandardCharsets.UTF_8);
    private byte[] name = {};

    @Setup
    public void fill() {
        name = new byte[bytes];
        Arrays.fill(name, (byte) 'k');
    }

    @Benchmark
    public long hash() {
        return Key.of(bucket, name).hash();
    }
}
