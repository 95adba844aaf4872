package io.gramme.bench.micro;

import io.gramme.ring.ClusterId;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
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

/** From a key to its owners: with the hash known, and with the key still to be hashed. The bar is 100 ns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RingLookupBenchmark {
    private static final int KEYS = 1 << 16;

    /** Q. */
    @Param({"256", "4096"})
    public int partitions;

    private final Key[] keys = new Key[KEYS];
    private Ring ring = Rings.founded(new ClusterId(1, 2), 256, 3);
    private int next;

    @Setup
    public void found() {
        ring = Rings.founded(new ClusterId(1, 2), partitions, 64);
        for (int i = 0; i < KEYS; i++) {
            keys[i] = Key.of("users", "user" + i * 2654435761L);
        }
    }

    private Key nextKey() {
        return keys[next++ & (KEYS - 1)];
    }

    /** The row of a key whose hash is known. */
    @Benchmark
    public Row lookup() {
        return ring.lookup(nextKey());
    }

    /** The first owner as a member, from the bytes of bucket and key. */
    @Benchmark
    public Member hashAndFirstOwner() {
        Key known = nextKey();
        Row row = ring.lookup(Key.of(known.bucket(), known.name()));
        Member owner = ring.member(row.owner(0));
        if (owner == null) {
            throw new IllegalStateException("row without member");
        }
        return owner;
    }
}
