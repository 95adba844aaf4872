package io.gramme.node.app;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.ringchange.PlanAnswer;
import io.gramme.node.ringchange.PlanWish;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A small cluster in memory and on virtual time, played through once: three nodes found it and serve reads and writes, a fourth
 * one joins meanwhile and takes over partitions. What runs is the node's own code, from the coordinator to the log and the
 * wire; what it leaves behind is that this code is compiled. Lives on the one thread that turns it.
 */
final class Rehearsal {
    private static final List<Integer> PORTS = List.of(7072, 7172, 7272);
    private static final int KEYS = 500;
    private static final int VALUE_BYTES = 1024;
    private static final int AT_ONCE = 16;
    /** Reads and writes before the fourth node comes. */
    private static final int BEFORE_JOIN = 1_500;

    private static final int BUDGET_MILLIS = 2_000;
    private static final long AGAIN_NANOS = 200_000_000L;
    /** It ends after so long on virtual time, however far it came. */
    private static final long MOST_NANOS = 120_000_000_000L;

    private static final Duration STEP = Duration.ofMillis(1);

    private final SimCluster cluster;
    private final List<Process> nodes = new ArrayList<>();
    private final CausalContext[] contexts = new CausalContext[KEYS];
    private final String value = "w".repeat(VALUE_BYTES);
    private Stage stage = Stage.FOUNDING;
    private int operations;
    private int underWay;

    private enum Stage {
        FOUNDING,
        SERVING,
        JOINING,
        MOVING,
        OVER
    }

    Rehearsal(long seed) throws IOException {
        this.cluster = new SimCluster(seed);
        for (int port : PORTS) {
            start(port);
        }
    }

    private void start(int port) throws IOException {
        Spec spec = new Spec("warm-up-" + (nodes.size() + 1), port, PORTS).with("storage.segment", "1MiB");
        nodes.add(cluster.start(spec));
    }

    boolean isOver() {
        return stage == Stage.OVER || cluster.loop.nowNanos() > MOST_NANOS;
    }

    /** Reads and writes done. */
    int operations() {
        return operations;
    }

    /** Whether partitions went to the fourth node. */
    boolean hasMoved() {
        return stage == Stage.OVER;
    }

    /** Lets a moment of virtual time pass. */
    void turn() throws IOException {
        cluster.run(STEP);
        if (stage != Stage.FOUNDING) {
            while (underWay < AT_ONCE) {
                underWay++;
                next(operations++);
            }
        }
        switch (stage) {
            case FOUNDING -> stage = nodes.stream().allMatch(Rehearsal::serves) ? Stage.SERVING : stage;
            case SERVING -> {
                if (operations >= BEFORE_JOIN) {
                    start(PORTS.get(PORTS.size() - 1) + 100);
                    stage = Stage.JOINING;
                    join();
                }
            }
            case MOVING -> {
                Ring ring = nodes.get(0).ring();
                stage = ring != null && ring.ownership().pending() == 0 ? Stage.OVER : stage;
            }
            case JOINING, OVER -> {}
        }
    }

    private static boolean serves(Process process) {
        return process.node.isReady() && process.node.views(0).current().mayCoordinate();
    }

    private void next(int number) {
        int which = number * 7 % KEYS;
        Process at = nodes.get(number % PORTS.size());
        Key key = Key.of("warm-up", "key" + which);
        at.node.control().execute(() -> {
            if (number % 2 == 0) {
                Content content = Content.value(ValueBytes.of(value), "text/plain", at.clock.wallMillis());
                WriteRequest request = new WriteRequest(
                        key, content, contexts[which], null, WriteRequest.Options.DEFAULT, BUDGET_MILLIS, "warm-up");
                at.node.coordinator(0).write(request, result -> {
                    underWay--;
                    if (result instanceof WriteResult.Written written) {
                        contexts[which] = written.context();
                    }
                });
            } else {
                ReadRequest request = new ReadRequest(key, null, null, BUDGET_MILLIS, false, null, "warm-up");
                at.node.coordinator(0).read(request, result -> underWay--);
            }
        });
    }

    /** Again and again until the others have heard of the newcomer. */
    private void join() {
        Process by = nodes.get(0);
        by.node
                .control()
                .execute(() -> by.node.moves().desk().stage(new PlanWish.Join("warm-up-4"), staged -> {
                    if (staged instanceof PlanAnswer.Staged plan) {
                        by.node.moves().desk().commit(plan.plan().etag(), false, this::onCommitted);
                    } else {
                        joinLater();
                    }
                }));
    }

    private void onCommitted(PlanAnswer answer) {
        if (answer instanceof PlanAnswer.Decided) {
            stage = Stage.MOVING;
        } else {
            joinLater();
        }
    }

    private void joinLater() {
        cluster.loop.schedule(AGAIN_NANOS, "join", this::join);
    }
}
