package io.gramme.chaos.named;

import io.gramme.chaos.cluster.ClusterShape;
import io.gramme.chaos.cluster.FoundedDisks;
import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.sim.DiskSpeed;
import io.gramme.chaos.sim.SimNode;
import io.gramme.chaos.sim.Simulation;
import io.gramme.chaos.sim.Trace;
import io.gramme.node.app.NodeMetrics;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.membership.Liveness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.ScriptedFaults;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.ring.Key;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that serves, one key that a play is about, and its machines by their parts in it: {@code owner(0..2)} in the
 * order of the row, {@code fallback(0..)} in the order in which they stand in.
 */
final class Stage {
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration HEAL_PATIENCE = Duration.ofMinutes(5);

    private final SimCluster cluster;
    private final Key key;
    private final List<Integer> owners = new ArrayList<>();
    private final List<Integer> fallbacks = new ArrayList<>();

    /** An expectation failed. */
    static final class Unexpected extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unexpected(String message) {
            super(message);
        }
    }

    private Stage(SimCluster cluster, Key key) {
        this.cluster = cluster;
        this.key = key;
    }

    static Stage open(long seed, Trace trace, ClusterShape shape, FoundedDisks founded) throws IOException {
        Simulation simulation = new Simulation(seed, trace);
        SimCluster cluster = SimCluster.founded(simulation, shape, founded, NodeMetrics.NONE);
        Stage stage = new Stage(cluster, Key.of("stage", "key"));
        cluster.startAll();
        stage.eventually("every node serves", START_PATIENCE, cluster::allServe);
        stage.assign();
        return stage;
    }

    /** Machines with empty disks, none started; nobody has a part yet. */
    static Stage empty(long seed, Trace trace, ClusterShape shape) {
        return new Stage(SimCluster.empty(new Simulation(seed, trace), shape), Key.of("stage", "key"));
    }

    private void assign() {
        Ring ring = Objects.requireNonNull(cluster.node(0).ring());
        int partition = ring.partition(key);
        for (int owner : ring.current(partition).toArray()) {
            owners.add(machineOf(ring, owner));
        }
        for (int fallback : ring.fallbacks(partition)) {
            fallbacks.add(machineOf(ring, fallback));
        }
    }

    private static int machineOf(Ring ring, int nodeIndex) {
        String name = Objects.requireNonNull(ring.member(nodeIndex)).name();
        return Integer.parseInt(name.substring(1)) - 1;
    }

    SimCluster cluster() {
        return cluster;
    }

    Key key() {
        return key;
    }

    int owner(int slot) {
        return owners.get(slot);
    }

    int fallback(int rank) {
        return fallbacks.get(rank);
    }

    SimNode<RunningNode> machine(int number) {
        return cluster.machine(number);
    }

    /** A write of a text to the key, or to another, to be sent to a machine. */
    Put put(int machine, String value) {
        return new Put(this, machine, value);
    }

    Put delete(int machine) {
        return new Put(this, machine, null);
    }

    Get get(int machine) {
        return new Get(this, machine);
    }

    void check(boolean condition, String expectation, Object... arguments) {
        if (!condition) {
            throw new Unexpected(String.format(expectation, arguments));
        }
    }

    /** Runs until a condition holds; fails when it does not within the patience. */
    void eventually(String what, Duration patience, BooleanSupplier condition) {
        check(cluster.runUntil(patience, condition), "not within %s: %s", patience, what);
    }

    void run(int seconds) {
        cluster.run(Duration.ofSeconds(seconds));
    }

    // Faults

    /** Nothing passes between these machines and all others. */
    void cutOff(Integer... machines) {
        List<String> side = names(List.of(machines));
        List<String> rest = cluster.machines().stream()
                .map(SimNode::name)
                .filter(name -> !side.contains(name))
                .toList();
        cluster.simulation().network().partition(side, rest);
    }

    /** As {@link #cutOff}, until either side holds the other for dead. */
    void cutOffForLong(Integer... machines) {
        cutOff(machines);
        Set<Integer> side = Set.of(machines);
        for (int one = 0; one < cluster.machines().size(); one++) {
            for (int other = 0; other < cluster.machines().size(); other++) {
                if (side.contains(one) != side.contains(other)) {
                    holdsForDead(one, other);
                }
            }
        }
    }

    private void holdsForDead(int one, int other) {
        eventually(
                names(List.of(one)) + " holds " + names(List.of(other)) + " for dead",
                HEAL_PATIENCE,
                () -> liveness(one, other) == Liveness.DEAD);
    }

    /** Whether a machine holds another, which runs, for alive. */
    boolean hears(int one, int other) {
        return liveness(one, other) == Liveness.ALIVE;
    }

    private Liveness liveness(int one, int other) {
        NodeId whom = cluster.node(other).node().identity().current().node();
        return cluster.node(one).node().membership().liveness(whom);
    }

    List<String> names(List<Integer> machines) {
        return machines.stream().map(number -> machine(number).name()).toList();
    }

    void reconnect() {
        cluster.simulation().network().heal();
    }

    /** A power cut. */
    void kill(int machine) {
        machine(machine).kill(Crash.syncedOnly());
    }

    void start(int machine) throws IOException {
        cluster.start(machine);
    }

    /** What a machine's disk would be after a power cut now: a backup. */
    SimFiles backup(int machine) {
        return machine(machine).disk().image(Crash.syncedOnly());
    }

    /** Kills a machine, gives it an older disk, and starts it. */
    void restore(int machine, SimFiles backup) throws IOException {
        kill(machine);
        machine(machine).insert(backup);
        start(machine);
    }

    /** Ends all faults, starts whoever is down, and waits until every node serves. */
    void heal() throws IOException {
        reconnect();
        for (SimNode<RunningNode> machine : cluster.machines()) {
            machine.resume();
            machine.disk().inject(new ScriptedFaults());
            machine.disk().capacity(Long.MAX_VALUE);
            machine.disk(DiskSpeed.FAST);
        }
        cluster.run(Duration.ofSeconds(2));
        cluster.startAll();
        eventually("every node serves again", HEAL_PATIENCE, cluster::allServe);
    }

    /** Heals, lets hints and repair do their work, and checks that all owners then hold the same. */
    KeyRecord converge() throws IOException {
        heal();
        eventually(
                "no hints are left",
                HEAL_PATIENCE,
                () -> cluster.running().stream().allMatch(node -> hintsOf(node).isEmpty()));
        // Anti-entropy would do it in its own time; a read of all owners does it now.
        for (int attempt = 0; attempt < 10 && !isEqual(); attempt++) {
            get(owner(attempt % 3)).r(3).consistent().ask();
            run(5);
        }
        check(
                isEqual(),
                "the owners hold %s",
                IntStream.range(0, 3)
                        .mapToObj(slot -> String.valueOf(record(owner(slot))))
                        .toList());
        return Objects.requireNonNull(record(owner(0)));
    }

    private boolean isEqual() {
        KeyRecord first = record(owner(0));
        return first != null
                && IntStream.range(1, 3).allMatch(slot -> {
                    KeyRecord other = record(owner(slot));
                    return other != null && first.sameVersions(other);
                });
    }

    private static List<?> hintsOf(RunningNode node) {
        return IntStream.range(0, node.node().shardCount())
                .mapToObj(node.node()::hints)
                .flatMap(List::stream)
                .toList();
    }

    // What lies where

    /** The record of the key that a running machine holds as an owner; {@code null} for none, or for none that is readable. */
    @Nullable
    KeyRecord record(int machine) {
        RecordStore records =
                machine(machine).isRunning() ? cluster.node(machine).records(0) : null;
        if (records != null && records.lookup(Space.LIVE, key) instanceof RecordStore.Held held) {
            return held.stored().record();
        }
        return null;
    }

    /** Whether a running machine shows others nothing of the key's partition yet. */
    boolean holdsBack(int machine) {
        int partition = Objects.requireNonNull(cluster.node(machine).ring()).partition(key);
        return cluster.node(machine).inspection().holdsBack(partition);
    }

    /** The texts of the live siblings that a machine holds. */
    List<String> values(int machine) {
        KeyRecord record = record(machine);
        return record == null
                ? List.of()
                : texts(record.liveAt(machine(machine).clock().wallMillis()).siblings());
    }

    static List<String> texts(List<Sibling> siblings) {
        return siblings.stream()
                .map(sibling -> sibling.content().value().toString())
                .sorted()
                .toList();
    }

    /** Two values never share a dot, wherever they lie. */
    void checkDots() {
        Map<Dot, Sibling> byDot = new TreeMap<>();
        for (int number = 0; number < cluster.machines().size(); number++) {
            KeyRecord record = record(number);
            for (Sibling sibling : record == null ? List.<Sibling>of() : record.siblings()) {
                Sibling known = byDot.putIfAbsent(sibling.dot(), sibling);
                check(
                        known == null || known.content().equals(sibling.content()),
                        "dot %s is both %s and %s",
                        sibling.dot(),
                        known,
                        sibling);
            }
        }
    }
}
