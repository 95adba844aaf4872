package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.sim.DiskSpeed;
import io.gramme.chaos.sim.Link;
import io.gramme.chaos.sim.SimNetwork;
import io.gramme.chaos.sim.SimNode;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.ScriptedFaults;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Carries out the faults of a plan, and heals. */
final class Faults {
    private final SimCluster cluster;
    private final SimNetwork network;
    private final Duration longestDelay;
    private final DiskAccidents disks;
    private final long[] disturbedNanos;
    private final BitSet stopAsked = new BitSet();
    private final BitSet paused = new BitSet();
    private final Map<Integer, String> refusedStarts = new TreeMap<>();

    /** @param longestDelay of a message, on the worst of links */
    Faults(SimCluster cluster, Duration longestDelay) {
        this.cluster = cluster;
        this.network = cluster.simulation().network();
        this.longestDelay = longestDelay;
        this.disks = new DiskAccidents(cluster, this);
        this.disturbedNanos = new long[cluster.machines().size()];
    }

    /** When a machine was last stopped, started, resumed or had its clock changed; for ever while it is paused. */
    long disturbedNanos(int machine) {
        return paused.get(machine) ? Long.MAX_VALUE : disturbedNanos[machine];
    }

    /** Why machines did not start when they last should have. */
    Map<Integer, String> refusedStarts() {
        return refusedStarts;
    }

    void apply(Step step) {
        SimNode<RunningNode> machine = cluster.machine(step.machine());
        Randomness random = step.randomness();
        switch (step.action()) {
            case POWER_CUT,
                    PROCESS_DEATH,
                    CLEAN_STOP,
                    START,
                    PAUSE,
                    RESUME,
                    CLOCK_DRIFT,
                    CLOCK_STEP,
                    RESTORE,
                    LOST_DISK -> disturb(step, machine, random);
            case PARTITION, ONE_WAY_PARTITION, BRIDGE -> cut(step, random);
            case HEAL_PARTITIONS -> network.healPartitions();
            case ROUGH_LINKS -> network.ordinary(rough(random));
            case SLOW_LINKS -> slow(machine.name(), random);
            case HEALTHY_LINKS -> healthyLinks();
            case SLOW_DISK -> machine.disk(new DiskSpeed(Duration.ofMillis(1 + random.nextInt(400)), 1));
            case FAST_DISK -> machine.disk(DiskSpeed.FAST);
            case FULL_DISK -> machine.disk().capacity(used(machine) + random.nextInt(200_000));
            case ROOMY_DISK -> machine.disk().capacity(Long.MAX_VALUE);
            case FSYNC_ERROR, SHORT_APPEND -> machine.disk().inject(diskFault(step.action(), random));
            case BACKUP -> disks.backup(step.machine());
            case CLONED_DISK -> disks.copy(step.machine());
            case CLONE_ENDS -> disks.endCopies();
            case BIT_FLIP -> disks.flip(step.machine(), random);
            default -> throw new IllegalArgumentException("no fault: " + step);
        }
    }

    private void disturb(Step step, SimNode<RunningNode> machine, Randomness random) {
        disturbedNanos[step.machine()] = cluster.simulation().loop().nowNanos();
        switch (step.action()) {
            case POWER_CUT -> machine.kill(crash(machine, random));
            case PROCESS_DEATH -> {
                if (machine.isRunning()) {
                    cluster.killProcess(step.machine());
                }
            }
            case CLEAN_STOP -> stop(step.machine());
            case START -> start(step.machine());
            case PAUSE -> pause(step.machine());
            case RESUME -> resume(step.machine());
            case CLOCK_DRIFT -> machine.clock().drift(random.nextInt(2_000) - 1_000L);
            case CLOCK_STEP -> machine.clock().stepWall(random.nextInt(7_200_000) - 3_600_000L);
            case LOST_DISK -> disks.lose(step.machine());
            default -> disks.restore(step.machine());
        }
    }

    private void pause(int number) {
        if (cluster.machine(number).isRunning()) {
            paused.set(number);
            cluster.machine(number).pause();
        }
    }

    private void resume(int number) {
        paused.clear(number);
        cluster.machine(number).resume();
    }

    private void stop(int number) {
        SimNode<RunningNode> machine = cluster.machine(number);
        if (machine.isRunning()) {
            RunningNode node = machine.process();
            stopAsked.set(number);
            node.node().stop(() -> cluster.simulation().loop().schedule(0, machine.name(), () -> ended(number, node)));
        }
    }

    /** A process that has stopped is gone. */
    private void ended(int number, RunningNode node) {
        if (cluster.machine(number).isRunning() && cluster.node(number) == node) {
            cluster.killProcess(number);
        }
    }

    /** Starts a machine that does not run; a refusal is remembered. */
    void start(int number) {
        if (cluster.machine(number).isRunning()) {
            return;
        }
        stopAsked.clear(number);
        paused.clear(number);
        disturbedNanos[number] = cluster.simulation().loop().nowNanos();
        try {
            cluster.start(number);
            disks.runs(number, cluster.node(number).id());
            refusedStarts.remove(number);
        } catch (IOException fault) {
            refusedStarts.put(number, String.valueOf(fault.getMessage()));
        }
    }

    /** Starts a machine with an empty disk, whatever it did before. */
    void startAfresh(int number) {
        if (cluster.machine(number).isRunning()) {
            cluster.killProcess(number);
        }
        disks.empty(number);
        start(number);
    }

    DiskAccidents disks() {
        return disks;
    }

    private static Crash crash(SimNode<RunningNode> machine, Randomness random) {
        return switch (random.nextInt(4)) {
            case 0 -> Crash.syncedOnly();
            case 1 -> Crash.everything();
            case 2 -> new Crash.Prefix(random.nextInt(machine.disk().unsyncedCount() + 1), random.nextInt(200));
            default -> Crash.arbitrary(random.fork("crash"));
        };
    }

    private static ScriptedFaults diskFault(Action action, Randomness random) {
        ScriptedFaults faults = new ScriptedFaults();
        if (action == Action.FSYNC_ERROR) {
            faults.failForceAfter(random.nextInt(4));
        } else {
            faults.failAppendAfter(random.nextInt(4_000));
        }
        return faults;
    }

    private static long used(SimNode<RunningNode> machine) {
        Files.Space space = machine.disk().space();
        return space.totalBytes() - space.freeBytes();
    }

    private void cut(Step step, Randomness random) {
        List<String> one = new ArrayList<>();
        List<String> other = new ArrayList<>();
        String bridge = cluster.machine(step.machine()).name();
        for (SimNode<RunningNode> machine : cluster.machines()) {
            boolean isBridge = step.action() == Action.BRIDGE && machine.name().equals(bridge);
            if (!isBridge) {
                (random.nextInt(2) == 0 ? one : other).add(machine.name());
            }
        }
        if (step.action() == Action.ONE_WAY_PARTITION) {
            network.oneWay(one, other);
        } else {
            network.partition(one, other);
        }
    }

    private Link rough(Randomness random) {
        double loss = random.nextDouble() * 0.15;
        Link.Delay delay = new Link.Delay(
                Duration.ofNanos(50_000),
                Duration.ofMillis(1 + random.nextInt(60)),
                random.nextInt(2) == 0 ? 0.01 : 0,
                random.nextInt(4) == 0 ? longestDelay : Duration.ofSeconds(3));
        return Link.HEALTHY
                .with(delay)
                .with(new Link.Loss(loss, loss / 4, loss / 4, random.nextInt(2) == 0 ? 0.05 : 0));
    }

    private void slow(String machine, Randomness random) {
        Duration most = Duration.ofMillis(50 + random.nextInt(1_500));
        Link link = Link.HEALTHY.with(new Link.Delay(most.dividedBy(2), most, 0, most));
        for (SimNode<RunningNode> other : cluster.machines()) {
            if (!other.name().equals(machine)) {
                network.link(machine, other.name(), link);
                network.link(other.name(), machine, link);
            }
        }
    }

    private void healthyLinks() {
        network.ordinary(Link.HEALTHY);
        for (SimNode<RunningNode> one : cluster.machines()) {
            for (SimNode<RunningNode> other : cluster.machines()) {
                network.link(one.name(), other.name(), null);
            }
        }
    }

    /** Everything becomes well, and every machine runs but one that stays dead. */
    void heal(int crippled) {
        network.heal();
        disks.endCopies();
        for (int i = 0; i < cluster.machines().size(); i++) {
            SimNode<RunningNode> machine = cluster.machine(i);
            machine.clock().drift(0);
            machine.clock().setWallRight();
            machine.disk(DiskSpeed.FAST);
            machine.disk().inject(new ScriptedFaults());
            machine.disk().capacity(Long.MAX_VALUE);
            resume(i);
            disturbedNanos[i] = cluster.simulation().loop().nowNanos();
            if (i == crippled || isStopping(i) || disks.isDamaged(i)) {
                machine.kill(Crash.syncedOnly());
            }
        }
    }

    private boolean isStopping(int number) {
        return stopAsked.get(number) && cluster.machine(number).isRunning();
    }

    /** Starts again what died, or did not start before; a damaged disk that does not let its node start is replaced. */
    void startDead(int crippled) {
        for (int i = 0; i < cluster.machines().size(); i++) {
            SimNode<RunningNode> machine = cluster.machine(i);
            boolean wasUsed = machine.starts() > 0 && !disks.isCopy(i);
            if (i != crippled && wasUsed && !machine.isRunning()) {
                if (disks.isDamaged(i) && refusedStarts.containsKey(i)) {
                    disks.lose(i);
                } else {
                    start(i);
                }
            }
        }
    }

    /** Damage of an index is mended by a start. */
    void restartDamaged() {
        for (int i = 0; i < cluster.machines().size(); i++) {
            if (disks.isDamaged(i) && cluster.machine(i).isRunning()) {
                cluster.killProcess(i);
                start(i);
            }
        }
    }
}
