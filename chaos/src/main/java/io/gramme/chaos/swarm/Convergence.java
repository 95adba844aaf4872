package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.oracle.Oracle;
import io.gramme.chaos.oracle.Replicas;
import io.gramme.node.causality.HybridClock;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.handoff.HintTarget;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** After healing: the owners of every key come to hold the same, with equal trees, nobody else holds anything, and nobody keeps hints for the living. */
final class Convergence {
    /** In seconds, in the shapes of plans. */
    static final String REPAIR_INTERVAL = "repair.interval";

    /** Gossip's suspicion and push-pull, a link's longest back-off, and a hint's turns with their rests. */
    private static final Duration GOSSIP_AND_HINTS = Duration.ofMinutes(2);
    /** Each pair of owners is compared within an interval; a pair that failed just before rests, and is compared again. */
    private static final int REPAIR_ROUNDS = 3;

    private static final Duration STEP = Duration.ofMillis(500);
    private static final int LOOKS_UNTIL_RESTART = 90;
    /** As far as a clock may have stood ahead, and a while. */
    private static final Duration FAR_AHEAD = Duration.ofMinutes(65);

    private final SimCluster cluster;
    private final Oracle oracle;
    private final Replicas replicas;
    private final Faults machines;
    private final String dead;
    private final Duration bound;

    Convergence(SimCluster cluster, Oracle oracle, Faults machines, int crippled) {
        this.cluster = cluster;
        this.oracle = oracle;
        this.machines = machines;
        this.replicas = new Replicas(cluster, this::waitsForTheDead);
        String interval = cluster.shape().flags().getOrDefault(REPAIR_INTERVAL, "600s");
        this.bound = GOSSIP_AND_HINTS.plus(Duration.parse("PT" + interval).multipliedBy(REPAIR_ROUNDS));
        this.dead = crippled < 0 ? "" : cluster.machine(crippled).name();
    }

    /** Runs until everything is equal; {@code false} with a problem told when the bound is over. */
    boolean reach() {
        long end = cluster.simulation().loop().nowNanos() + bound.toNanos();
        boolean waited = false;
        for (int looks = 1; true; looks++) {
            List<String> differences = differences();
            if (differences.isEmpty()) {
                return true;
            }
            if (cluster.simulation().loop().nowNanos() >= end && !waited && onlyPurgesWaitForTheirTime()) {
                end += FAR_AHEAD.toNanos();
                waited = true;
            }
            if (cluster.simulation().loop().nowNanos() >= end) {
                oracle.problem("not converged " + bound + " after healing; still pending: " + differences);
                return false;
            }
            if (looks % LOOKS_UNTIL_RESTART == 0) {
                machines.restartDamaged();
            }
            cluster.run(STEP);
        }
    }

    /**
     * Whether what differs are deletions that some owners have purged and some have not, with stamps that no clock has reached
     * yet: somebody whose clock stood far ahead began to purge, and the others go on when their clocks are there.
     */
    private boolean onlyPurgesWaitForTheirTime() {
        List<Map<String, Replicas.Copy>> unlike = oracle.keys().stream()
                .map(replicas::of)
                .filter(copies -> !areEqual(copies))
                .toList();
        return !unlike.isEmpty()
                && unlike.stream().allMatch(copies -> copies.values().stream().allMatch(this::isGoneOrDeadAhead));
    }

    private boolean isGoneOrDeadAhead(Replicas.Copy copy) {
        KeyRecord record = copy.record();
        if (record == null) {
            return copy.damage() == null;
        }
        boolean dead = record.siblings().stream().allMatch(one -> one.content().tombstone());
        return dead
                && cluster.machines().stream()
                        .allMatch(machine -> HybridClock.millis(record.hlc())
                                > machine.clock().wallMillis());
    }

    /** What still differs, in words; a few of them. */
    private List<String> differences() {
        List<String> found = new ArrayList<>();
        for (RunningNode node : cluster.running()) {
            Ring ring = node.ring();
            if (ring != null && waitsForTheDead(node, ring)) {
                continue;
            }
            for (int shard = 0; shard < node.loops().size(); shard++) {
                for (HintTarget target : node.node().hints(shard)) {
                    Member member = ring == null ? null : ring.member(target.node());
                    if (member == null || !member.name().equals(dead)) {
                        found.add(node.machine() + " keeps " + target.pending() + " hints for node " + target.node()
                                + " (" + (member == null ? "no member" : member.name()) + ")");
                    }
                }
            }
        }
        for (Key key : oracle.keys()) {
            Map<String, Replicas.Copy> copies = replicas.of(key);
            if (found.size() < 5 && !areEqual(copies)) {
                found.add(key + ": " + copies);
            }
            found.addAll(replicas.strays(key));
        }
        if (found.isEmpty()) {
            found.addAll(replicas.unlikeTrees());
        }
        return found;
    }

    /**
     * Whether somebody waits for the one that stays dead. What a restored disk brought is shown to nobody before every other
     * owner has said what it knows of it (docs/adr/0015): the dead one's word is to be had when it is back.
     */
    boolean someWaitForTheDead() {
        return cluster.running().stream().anyMatch(node -> {
            Ring ring = node.ring();
            return ring != null && waitsForTheDead(node, ring);
        });
    }

    private boolean waitsForTheDead(RunningNode node, Ring ring) {
        return IntStream.range(0, ring.shape().partitions().count())
                .anyMatch(partition -> waitsForTheDead(node, ring, partition));
    }

    private boolean waitsForTheDead(RunningNode node, Ring ring, int partition) {
        return !dead.isEmpty()
                && node.inspection().holdsBack(partition)
                && Arrays.stream(ring.current(partition).toArray())
                        .mapToObj(ring::member)
                        .anyMatch(owner -> owner != null && owner.name().equals(dead));
    }

    private static boolean areEqual(Map<String, Replicas.Copy> copies) {
        Replicas.Copy first = null;
        for (Replicas.Copy copy : new TreeMap<>(copies).values()) {
            if (first != null && !first.isEqualTo(copy)) {
                return false;
            }
            first = copy;
        }
        return first == null || first.damage() == null;
    }

    /** What the owners agree on. */
    @Nullable
    KeyRecord agreed(Key key) {
        for (Replicas.Copy copy : replicas.of(key).values()) {
            return copy.record();
        }
        return null;
    }
}
