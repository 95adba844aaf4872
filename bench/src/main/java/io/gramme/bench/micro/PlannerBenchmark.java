package io.gramme.bench.micro;

import io.gramme.ring.ClusterId;
import io.gramme.ring.Ring;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.PlanRequest;
import io.gramme.ring.plan.Planner;
import io.gramme.ring.plan.Planning;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Plans for 4 096 partitions and 64 nodes in four zones. The bar is 1 s, the first plan of a fresh JVM included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 5)
@Fork(1)
public class PlannerBenchmark {
    private static final int PARTITIONS = 4096;
    private static final ClusterId CLUSTER = new ClusterId(3, 4);

    private final Ring sixtyThree = Rings.founded(CLUSTER, PARTITIONS, 63);
    private final Ring sixtyFour = Rings.founded(CLUSTER, PARTITIONS, 64);
    private final Ring half = Rings.founded(CLUSTER, PARTITIONS, 32);

    @Benchmark
    public Ring found() {
        return Rings.founded(CLUSTER, PARTITIONS, 64);
    }

    @Benchmark
    public Planning joinOne() {
        return Planner.plan(sixtyThree, PlanRequest.of(new Edit.Join(Rings.node(63))));
    }

    @Benchmark
    public Planning joinThirtyTwo() {
        List<Edit> edits = new ArrayList<>();
        IntStream.range(32, 64).forEach(i -> edits.add(new Edit.Join(Rings.node(i))));
        return Planner.plan(half, new PlanRequest(edits, false));
    }

    @Benchmark
    public Planning leaveOne() {
        return Planner.plan(sixtyFour, PlanRequest.of(new Edit.Leave(7)));
    }

    /** Every second node gets twice the weight: thousands of moves that depend on each other. */
    @Benchmark
    public Planning reweightHalf() {
        List<Edit> edits = new ArrayList<>();
        IntStream.range(0, 32).forEach(i -> edits.add(new Edit.Weight(2 * i, 200)));
        return Planner.plan(sixtyFour, new PlanRequest(edits, false));
    }

    /** Zones are redrawn: the rows of most partitions break the zone rule. */
    @Benchmark
    public Planning rezoneAll() {
        List<Edit> edits = new ArrayList<>();
        IntStream.range(0, 64).forEach(i -> edits.add(new Edit.Zone(i, "r" + i / 16)));
        return Planner.plan(sixtyFour, new PlanRequest(edits, false));
    }
}
