package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.reach.Event;
import io.gramme.chaos.reach.Watch;
import io.gramme.chaos.sim.SimNode;
import io.gramme.node.ringchange.PlanAnswer;
import io.gramme.node.ringchange.PlanDesk;
import io.gramme.node.ringchange.PlanWish;
import io.gramme.node.runtime.Randomness;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Those who change the ring: they join, remove, replace and weigh nodes and take changes back, at any node, without waiting
 * for what was begun before. They give up a member only while it lives, or when its disk is lost: what died with a member
 * that was thrown out is nobody's promise.
 */
final class Operators {
    private static final int LEAST_SEATED = 3;
    private static final Duration HIRING = Duration.ofSeconds(3);
    private static final int[] WEIGHTS = {50, 100, 150, 200};

    private final SimCluster cluster;
    private final Faults machines;
    private final Watch watch;
    private final int founders;
    private int crippled;
    private @Nullable PlanAnswer lastAnswer;

    /**
     * @param founders how many of the machines founded the cluster; the others are spare
     * @param crippled a machine that will stay dead and is not to be thrown out, or -1
     */
    Operators(SimCluster cluster, Faults machines, Watch watch, int founders, int crippled) {
        this.cluster = cluster;
        this.machines = machines;
        this.watch = watch;
        this.founders = founders;
        this.crippled = crippled;
    }

    /** The dead machine runs again. */
    void everybodyLives() {
        crippled = -1;
    }

    /** One operator's turn; now and then a second one has another idea at the same moment. */
    void change(Randomness random) {
        turn(random.fork("first"), true);
        if (random.nextInt(4) == 0) {
            turn(random.fork("second"), true);
        }
    }

    private void turn(Randomness random, boolean mayHire) {
        RunningNode desk = desk(random);
        Ring ring = desk == null ? null : desk.ring();
        if (desk == null || ring == null) {
            return;
        }
        PlanWish lost = ofLostDisk(ring);
        int draw = random.nextInt(10);
        if (lost != null) {
            commit(desk, List.of(lost));
        } else if (draw < 2) {
            cancel(desk);
        } else {
            List<PlanWish> wishes = new ArrayList<>();
            add(wishes, wish(ring, draw, random));
            if (random.nextInt(4) == 0) {
                add(wishes, new PlanWish.Weight(anySeated(ring, random).name(), weight(random)));
            }
            if (!wishes.isEmpty()) {
                commit(desk, wishes);
            } else if (mayHire && hire(ring, random)) {
                Runnable again = () -> turn(random.fork("hired"), false);
                cluster.simulation().loop().schedule(HIRING.toNanos(), "operator", again);
            }
        }
    }

    private static void add(List<PlanWish> wishes, @Nullable PlanWish wish) {
        if (wish != null) {
            wishes.add(wish);
        }
    }

    private static int weight(Randomness random) {
        return WEIGHTS[random.nextInt(WEIGHTS.length)];
    }

    private @Nullable PlanWish wish(Ring ring, int draw, Randomness random) {
        Member leaver = removable(ring, random);
        if (draw == 2) {
            return new PlanWish.Weight(anySeated(ring, random).name(), weight(random));
        } else if (draw < 5) {
            return leaver == null || ring.members().seated().size() <= LEAST_SEATED
                    ? null
                    : new PlanWish.Leave(leaver.name());
        }
        NodeId newcomer = newcomer(ring, random);
        if (newcomer == null) {
            return null;
        } else if (draw < 7 && leaver != null) {
            return new PlanWish.Replace(leaver.name(), newcomer.toString());
        }
        return new PlanWish.Join(newcomer.toString());
    }

    private static Member anySeated(Ring ring, Randomness random) {
        List<Member> seated = ring.members().seated();
        return seated.get(random.nextInt(seated.size()));
    }

    /** A node with a seat that serves, to work at. */
    private @Nullable RunningNode desk(Randomness random) {
        List<RunningNode> desks = cluster.running().stream()
                .filter(RunningNode::serves)
                .filter(node -> {
                    Ring ring = node.ring();
                    return ring != null && ring.members().byId(node.id()).isPresent();
                })
                .toList();
        return desks.isEmpty() ? null : desks.get(random.nextInt(desks.size()));
    }

    private @Nullable Member removable(Ring ring, Randomness random) {
        List<Member> all = ring.members().seated().stream()
                .filter(member ->
                        cluster.running().stream().anyMatch(node -> node.id().equals(member.id()) && isToStay(node)))
                .toList();
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    /** Nobody plans with one that will be dead, nor with a copy of another one's disk, which somebody will take away. */
    private boolean isToStay(RunningNode node) {
        boolean isCrippled = crippled >= 0 && cluster.machine(crippled).name().equals(node.machine());
        return !isCrippled && !isCopy(node);
    }

    private boolean isCopy(RunningNode node) {
        return IntStream.range(0, cluster.machines().size())
                .anyMatch(i ->
                        machines.disks().isCopy(i) && cluster.machine(i).name().equals(node.machine()));
    }

    /** A node without a seat that runs. */
    private @Nullable NodeId newcomer(Ring ring, Randomness random) {
        List<NodeId> all = newcomers(ring);
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private List<NodeId> newcomers(Ring ring) {
        return cluster.running().stream()
                .filter(this::isToStay)
                .map(RunningNode::id)
                .filter(id ->
                        ring.members().byId(id).isEmpty() && !ring.members().hasDeparted(id))
                .toList();
    }

    private static @Nullable NodeId firstOf(List<NodeId> nodes) {
        return nodes.isEmpty() ? null : nodes.get(0);
    }

    /** Starts a spare machine, or gives one whose node was removed an empty disk: there will be a newcomer. */
    private boolean hire(Ring ring, Randomness random) {
        List<Integer> idle = new ArrayList<>();
        for (int i = 0; i < cluster.machines().size(); i++) {
            SimNode<RunningNode> machine = cluster.machine(i);
            boolean fresh = i >= founders && machine.starts() == 0;
            boolean removed = machine.isRunning()
                    && ring.members().hasDeparted(cluster.node(i).id());
            if ((fresh || removed) && i != crippled) {
                idle.add(i);
            }
        }
        if (idle.isEmpty()) {
            return false;
        }
        machines.startAfresh(idle.get(random.nextInt(idle.size())));
        return true;
    }

    private void commit(RunningNode desk, List<PlanWish> wishes) {
        desk.loops().get(0).execute(() -> {
            PlanDesk plans = desk.node().moves().desk();
            plans.clear();
            stage(plans, wishes, 0);
        });
    }

    private void stage(PlanDesk plans, List<PlanWish> wishes, int at) {
        plans.stage(wishes.get(at), answer -> {
            if (at + 1 < wishes.size()) {
                stage(plans, wishes, at + 1);
            } else if (answer instanceof PlanAnswer.Staged staged) {
                plans.commit(staged.plan().etag(), false, this::onCommitted);
            } else {
                lastAnswer = answer;
            }
        });
    }

    private void onCommitted(PlanAnswer answer) {
        lastAnswer = answer;
        if (answer instanceof PlanAnswer.Decided) {
            watch.count(Event.PLAN_DECIDED);
        } else if (answer instanceof PlanAnswer.Lost) {
            watch.count(Event.PLAN_LOST);
        }
    }

    private void cancel(RunningNode desk) {
        desk.loops()
                .get(0)
                .execute(() -> desk.node().moves().desk().cancelMoves(answer -> {
                    if (answer instanceof PlanAnswer.Decided) {
                        watch.count(Event.MOVES_CANCELLED);
                    }
                }));
    }

    /**
     * The replacement of a member whose machine has another disk since, by the node that it runs now. Where that is a member
     * itself the lost one only leaves; if too few would stay, anybody without a seat takes its place. (One that leaves is no
     * newcomer, and may be waiting for the lost one, for which it keeps hints.)
     */
    private @Nullable PlanWish ofLostDisk(Ring ring) {
        boolean mayLeave = ring.members().seated().size() > LEAST_SEATED;
        for (RunningNode node : cluster.running()) {
            Member lost = seatOfLostDisk(ring, node);
            boolean member = ring.members().byId(node.id()).isPresent();
            NodeId other = lost != null && member && !mayLeave ? firstOf(newcomers(ring)) : null;
            if (lost != null && member && mayLeave) {
                return new PlanWish.Leave(lost.name());
            } else if (lost != null && other != null) {
                return new PlanWish.Replace(lost.name(), other.toString());
            } else if (lost != null && !member && !ring.members().hasDeparted(node.id())) {
                return new PlanWish.Replace(lost.name(), node.id().toString());
            }
        }
        return null;
    }

    /** Whether a lost disk's seat can neither be left nor be taken by anybody who runs. */
    private boolean lacksNewcomer(Ring ring) {
        return ofLostDisk(ring) == null
                && cluster.running().stream()
                        .anyMatch(node ->
                                ring.members().byId(node.id()).isPresent() && seatOfLostDisk(ring, node) != null);
    }

    /** The seat of a machine's earlier disk, which is gone; or {@code null}. */
    private @Nullable Member seatOfLostDisk(Ring ring, RunningNode node) {
        for (Member member : ring.members().seated()) {
            boolean itsMachine = machines.disks().home(member).equals(node.machine());
            boolean elsewhere =
                    cluster.running().stream().anyMatch(other -> other.id().equals(member.id()) && !isCopy(other));
            if (itsMachine && !elsewhere && !member.id().equals(node.id())) {
                return member;
            }
        }
        return null;
    }

    /** A machine that lost its disk and whose node of now a plan has removed: that one never comes back; -1 when there is none. */
    private int removedOnLostDisk(Ring ring) {
        for (int i = 0; i < cluster.machines().size(); i++) {
            if (cluster.machine(i).isRunning()
                    && ring.members().hasDeparted(cluster.node(i).id())
                    && seatOfLostDisk(ring, cluster.node(i)) != null) {
                return i;
            }
        }
        return -1;
    }

    /**
     * A turn after healing: replaces what lost its disk, and takes back what cannot be finished.
     *
     * @param impatient whether moves have had their time
     */
    void settle(Randomness random, boolean impatient) {
        RunningNode desk = desk(random);
        Ring ring = desk == null ? null : desk.ring();
        if (desk == null || ring == null) {
            return;
        }
        PlanWish lost = ofLostDisk(ring);
        int removed = removedOnLostDisk(ring);
        if (lost != null) {
            commit(desk, List.of(lost));
        } else if (removed >= 0) {
            machines.startAfresh(removed);
        } else if (lacksNewcomer(ring)) {
            hire(ring, random);
        } else if (impatient && ring.ownership().pending() > 0) {
            cancel(desk);
        }
    }

    /** What keeps the ring from resting, in words; empty when it rests. */
    List<String> unrest() {
        List<String> found = new ArrayList<>();
        Ring newest = newest();
        if (newest == null) {
            return List.of("nobody knows a ring");
        }
        if (newest.ownership().pending() > 0) {
            found.add(newest.ownership().pending() + " partitions move");
        }
        newest.members().all().stream()
                .filter(member -> !member.seated() && !isHeldUp(member))
                .forEach(member -> found.add(member.name() + " is " + member.state() + doings(member)));
        for (RunningNode node : cluster.running()) {
            Ring ring = node.ring();
            boolean seated = newest.members().byId(node.id()).isPresent();
            if (seated && (ring == null || !ring.epoch().equals(newest.epoch()))) {
                found.add(node.machine() + " knows " + (ring == null ? "no ring" : ring.epoch()) + ", not "
                        + newest.epoch());
            }
        }
        int removed = removedOnLostDisk(newest);
        if (removed >= 0) {
            found.add(cluster.machine(removed).name() + " lost its disk and runs a node that was removed");
        }
        PlanWish lost = ofLostDisk(newest);
        if (lost != null) {
            found.add("still to do: " + lost.text() + ", last answer " + lastAnswer);
        }
        return found;
    }

    /** Whoever keeps hints for the dead has to keep them, and stays until they are delivered. */
    private boolean isHeldUp(Member leaving) {
        return crippled >= 0
                && cluster.running().stream()
                        .filter(node -> node.id().equals(leaving.id()))
                        .anyMatch(node -> IntStream.range(0, node.loops().size())
                                .anyMatch(shard -> !node.node().hints(shard).isEmpty()));
    }

    private String doings(Member member) {
        return cluster.running().stream()
                .filter(node -> node.id().equals(member.id()))
                .map(node -> " and has " + node.node().moves().node().transfers() + " and keeps "
                        + IntStream.range(0, node.loops().size())
                                .mapToObj(shard -> node.node().hints(shard).toString())
                                .toList())
                .findFirst()
                .orElse(" and does not run");
    }

    /** The newest ring that any running node knows. */
    @Nullable
    Ring newest() {
        Ring newest = null;
        for (RunningNode node : cluster.running()) {
            Ring ring = node.ring();
            if (ring != null && (newest == null || ring.epoch().isAfter(newest.epoch()))) {
                newest = ring;
            }
        }
        return newest;
    }

    /** Whether a machine's node has no seat any more, or none yet. */
    boolean isSeated(int machine) {
        Ring newest = newest();
        if (newest == null) {
            return true;
        }
        SimNode<RunningNode> one = cluster.machine(machine);
        if (one.isRunning()) {
            return newest.members().byId(one.process().id()).isPresent();
        }
        return newest.members().all().stream()
                .anyMatch(member -> member.name().split("~", 2)[0].equals(one.name()));
    }
}
