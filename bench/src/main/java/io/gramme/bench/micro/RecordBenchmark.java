package io.gramme.bench.micro;

import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.ActorLease;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Coordination;
import io.gramme.node.causality.EpochRange;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.SipHash;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.causality.Write;
import io.gramme.node.causality.WriteOutcome;
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

/** What a replica does with each record: decode, merge, hash, encode. Values of 1 000 B, three coordinators. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordBenchmark {
    private static final long NOW = 1_700_000_000_000L;
    private static final int COORDINATORS = 3;

    /** Concurrent values in each record. */
    @Param({"1", "10"})
    public int siblings;

    private final SipHash treeKey = SipHash.withKey(1, 2);
    private KeyRecord older = KeyRecord.empty(SiblingsMode.KEEP);
    private KeyRecord newer = older;
    private KeyRecord concurrent = older;
    private byte[] encoded = {};

    /** Two records that differ by one write, and one that has a write of its own. */
    @Setup
    public void write() {
        Coordination[] coordinators = new Coordination[COORDINATORS];
        for (int node = 0; node < COORDINATORS; node++) {
            EpochRange epochs = new EpochRange();
            epochs.refill(new ActorLease.Granted(1, 1_000));
            coordinators[node] = new Coordination(new ActorIdentity(node, 1, 0), epochs);
        }
        KeyRecord record = KeyRecord.empty(SiblingsMode.KEEP);
        for (int i = 0; i < siblings; i++) {
            record = put(coordinators[i % COORDINATORS], record, CausalContext.EMPTY, i);
        }
        older = record;
        newer = put(coordinators[0], older, older.context(), siblings);
        concurrent = put(coordinators[1], older, older.context(), siblings + 1);
        encoded = RecordCodec.encode(older);
    }

    private static KeyRecord put(Coordination coordinator, KeyRecord record, CausalContext context, int number) {
        byte[] value = new byte[1_000];
        value[0] = (byte) number;
        Content content = Content.value(ValueBytes.of(value), "application/json", NOW);
        Write write = new Write(content, context, null, SiblingsMode.KEEP);
        WriteOutcome outcome = coordinator.write(StoredRecord.unmarked(record), write, NOW << 16 | number);
        return ((WriteOutcome.Accepted) outcome).stored().record();
    }

    /** A newer record arrives. */
    @Benchmark
    public KeyRecord mergeNewer() {
        return KeyRecord.merge(older, newer);
    }

    /** A record arrives that knows nothing of the newest write here. */
    @Benchmark
    public KeyRecord mergeConcurrent() {
        return KeyRecord.merge(newer, concurrent);
    }

    @Benchmark
    public byte[] encode() {
        return RecordCodec.encode(older);
    }

    @Benchmark
    public KeyRecord decode() throws MalformedRecordException {
        return RecordCodec.decode(encoded);
    }

    @Benchmark
    public long versionHash() {
        return newer.versionHash(treeKey);
    }
}
