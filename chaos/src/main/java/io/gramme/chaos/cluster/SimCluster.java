package io.gramme.chaos.cluster;

import io.gramme.chaos.sim.SimNode;
import io.gramme.chaos.sim.Simulation;
import io.gramme.node.app.NodeMetrics;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.transport.Message;
import io.gramme.ring.Key;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A cluster of machines that run whole nodes, for scenarios and tests. Machines are numbered from 0. */
public final class SimCluster {
    /** A bucket of every founded cluster in which the last writer wins; all others keep siblings. */
    public static final String LWW_BUCKET = "lww";
    /** What a client waits for an answer, unless it says otherwise. */
    public static final int BUDGET_MILLIS = 2_000;

    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration START_PATIENCE = Duration.ofMinutes(1);

    private final Simulation simulation;
    private final ClusterShape shape;
    private final List<SimNode<RunningNode>> machines = new ArrayList<>();
    private MessageTap tap = MessageTap.NONE;

    private SimCluster(Simulation simulation, ClusterShape shape, NodeMetrics metrics) {
        this.simulation = simulation;
        this.shape = shape;
        for (int i = 0; i < shape.nodes(); i++) {
            addMachine(metrics);
        }
    }

    /** Machines with empty disks, none started: they found a cluster once they are. */
    public static SimCluster empty(Simulation simulation, ClusterShape shape) {
        return new SimCluster(simulation, shape, NodeMetrics.NONE);
    }

    /** Machines with the disks of a founded cluster, none started. */
    public static SimCluster founded(
            Simulation simulation, ClusterShape shape, FoundedDisks founded, NodeMetrics metrics) {
        FoundedDisks.Founded ready = founded.of(shape);
        SimCluster cluster = new SimCluster(simulation, shape, metrics);
        long ahead = ready.nanos() - simulation.loop().nowNanos();
        if (ahead > 0) {
            simulation.loop().runFor(Duration.ofNanos(ahead));
        }
        for (int i = 0; i < shape.nodes(); i++) {
            cluster.machine(i).insert(ready.copy(i));
        }
        return cluster;
    }

    /** A founded cluster all of whose nodes serve. */
    public static SimCluster ready(Simulation simulation, ClusterShape shape, FoundedDisks founded) throws IOException {
        SimCluster cluster = founded(simulation, shape, founded, NodeMetrics.NONE);
        cluster.startAll();
        if (!cluster.runUntil(START_PATIENCE, cluster::allServe)) {
            throw new IllegalStateException("not every node serves within " + START_PATIENCE);
        }
        return cluster;
    }

    /** Whoever watches at the moment. */
    private final class PresentTap implements MessageTap {
        @Override
        public void onMessage(String machine, Message message) {
            tap.onMessage(machine, message);
        }

        @Override
        public Files disk(Files disk) {
            return tap.disk(disk);
        }
    }

    /** One more machine with an empty disk, not started; it joins without a seat. Returns its number. */
    public int addMachine(NodeMetrics metrics) {
        int number = machines.size();
        NodeHost host = new NodeHost(shape, number, simulation.loop(), metrics, new PresentTap());
        machines.add(simulation.machine(ClusterShape.name(number), host));
        return number;
    }

    /** From now on sees every message that a node sends. */
    public void tap(MessageTap newTap) {
        tap = newTap;
    }

    public Simulation simulation() {
        return simulation;
    }

    public ClusterShape shape() {
        return shape;
    }

    /** All machines, by number. */
    public List<SimNode<RunningNode>> machines() {
        return List.copyOf(machines);
    }

    public SimNode<RunningNode> machine(int number) {
        return machines.get(number);
    }

    /** The node that runs on a machine; a broken invariant when none does. */
    public RunningNode node(int number) {
        return machines.get(number).process();
    }

    /** Every node that runs. */
    public List<RunningNode> running() {
        return machines.stream()
                .filter(SimNode::isRunning)
                .map(SimNode::process)
                .toList();
    }

    /** Starts every machine that does not run. */
    public void startAll() throws IOException {
        for (int i = 0; i < machines.size(); i++) {
            start(i);
        }
    }

    /** Starts a machine unless it runs. */
    public void start(int number) throws IOException {
        if (!machines.get(number).isRunning()) {
            machines.get(number).start();
        }
    }

    /** Kills a process whose machine lives on: peers notice at once, as closed sockets tell them. */
    public void killProcess(int number) {
        machines.get(number).kill(Crash.everything());
        tellEnd(number);
    }

    private void tellEnd(int number) {
        String name = machines.get(number).name();
        running().forEach(node -> node.onPeerEnded(name));
    }

    /** Stops a node cleanly; {@code false} when it does not within the patience, or dies meanwhile. */
    public boolean stop(int number, Duration patience) {
        boolean[] stopped = new boolean[1];
        RunningNode node = node(number);
        node.node().stop(() -> stopped[0] = true);
        boolean done =
                runUntil(patience, () -> stopped[0] || !machines.get(number).isRunning());
        killProcess(number);
        return done && stopped[0];
    }

    public void run(Duration duration) {
        simulation.loop().runFor(duration);
    }

    /** Runs until a condition holds, looking every 10 ms; {@code false} when it does not within the patience. */
    public boolean runUntil(Duration patience, BooleanSupplier condition) {
        long end = simulation.loop().nowNanos() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (simulation.loop().nowNanos() >= end) {
                return false;
            }
            run(STEP);
        }
        return true;
    }

    /** Runs until a call is over; a broken invariant when it is not a second after its budget. */
    public <R> R await(Call<R> call) {
        runUntil(Duration.ofMillis(call.budgetMillis() + 1_000L), call::isOver);
        R result = call.result();
        if (result == null) {
            throw new IllegalStateException("no answer from " + call.machine() + " within its budget");
        }
        return result;
    }

    /** Whether every machine runs a node that serves. */
    public boolean allServe() {
        return machines.stream()
                .allMatch(machine -> machine.isRunning() && machine.process().serves() && maySayAbsent(machine));
    }

    /** A node that has just started is not sure yet that its disk is the newest it ever had, and denies nothing. */
    private static boolean maySayAbsent(SimNode<RunningNode> machine) {
        return machine.process().node().views(0).current().isDiskConfirmed();
    }

    /** Writes a text with the default options. */
    public Call<WriteResult> write(int machine, Key key, String value, @Nullable CausalContext context) {
        long now = machines.get(machine).clock().wallMillis();
        Content content = Content.value(ValueBytes.of(value), "text/plain", now);
        return node(machine)
                .write(
                        new WriteRequest(
                                key, content, context, null, WriteRequest.Options.DEFAULT, BUDGET_MILLIS, "write"),
                        result -> {});
    }

    /** Deletes what the context covers. */
    public Call<WriteResult> delete(int machine, Key key, @Nullable CausalContext context) {
        Content content = Content.deletion(machines.get(machine).clock().wallMillis());
        return node(machine)
                .write(
                        new WriteRequest(
                                key, content, context, null, WriteRequest.Options.DEFAULT, BUDGET_MILLIS, "delete"),
                        result -> {});
    }

    /** Reads with the default options. */
    public Call<ReadResult> read(int machine, Key key) {
        return node(machine).read(new ReadRequest(key, null, null, BUDGET_MILLIS, false, null, "read"), result -> {});
    }
}
