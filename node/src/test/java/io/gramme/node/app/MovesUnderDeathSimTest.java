package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.ring.MemberState;
import io.gramme.ring.Ring;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.RingChanges;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.PlanRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Nodes die at any moment of a move, come back or do not, and operators cancel and plan anew: nothing locks, and nothing that
 * was acknowledged is lost. More seeds: {@code -Dgramme.moves.seeds=200}; one of them: {@code -Dgramme.moves.seed=17}.
 */
class MovesUnderDeathSimTest {
    private static final int SEEDS = Integer.getInteger("gramme.moves.seeds", 4);
    private static final int FIRST = Integer.getInteger("gramme.moves.first", 1);
    /** A move of sixteen small partitions takes about this long. */
    private static final int MOVE_MILLIS = 4_000;

    /** One cluster, one seed. */
    private static final class Run {
        final SimCluster cluster;
        final Randomness chance;
        final List<Process> nodes = new ArrayList<>();
        final SimLoad load;

        Run(long seed) throws Exception {
            cluster = new SimCluster(seed);
            chance = new SeededRandomness(seed).fork("deaths");
            nodes.addAll(RingMoves.three(cluster));
            load = new SimLoad(cluster, seed, 60, 20);
            load.start();
            cluster.run(Duration.ofSeconds(3));
        }

        void join(int number) throws Exception {
            nodes.add(RingMoves.newcomer(cluster, number));
            RingMoves.commit(cluster, anyAlive(), RingMoves.join(nodes.get(nodes.size() - 1)));
        }

        Process anyAlive() {
            List<Process> alive = nodes.stream()
                    .filter(node -> cluster.alive().contains(node) && RingMoves.serves(node))
                    .toList();
            return alive.get(chance.nextInt(alive.size()));
        }

        void pause(int atMostMillis) {
            cluster.run(Duration.ofMillis(chance.nextInt(atMostMillis)));
        }

        int kill() {
            int victim = chance.nextInt(nodes.size());
            nodes.get(victim).kill();
            return victim;
        }

        void restart(int victim) throws Exception {
            nodes.set(victim, cluster.start(nodes.get(victim).spec));
        }

        void finish() {
            untilQuiet();
            load.stop();
            load.assertNothingLost();
            assertThat(load.acknowledged).isGreaterThan(100);
            nodes.forEach(node -> assertThat(node.fatal).isEmpty());
        }

        private void untilQuiet() {
            for (int i = 0; i < 180; i++) {
                cluster.run(Duration.ofSeconds(1));
                boolean quiet = nodes.stream()
                        .filter(cluster.alive()::contains)
                        .allMatch(node -> node.ring() != null
                                && node.knownRing().ownership().pending() == 0);
                if (quiet) {
                    return;
                }
            }
            throw new AssertionError("still moving after three minutes: "
                    + nodes.stream()
                            .filter(cluster.alive()::contains)
                            .map(node -> node.spec.name + " " + node.ring() + " "
                                    + node.node.moves().node().transfers())
                            .toList());
        }
    }

    private interface Story {
        void tell(Run run) throws Exception;
    }

    private static void forSeeds(String what, Story story) throws Exception {
        Integer only = Integer.getInteger("gramme.moves.seed");
        int from = only == null ? FIRST : only;
        int to = only == null ? FIRST + SEEDS - 1 : only;
        for (int seed = from; seed <= to; seed++) {
            try {
                Run run = new Run(seed);
                story.tell(run);
                run.finish();
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError(what + ", seed " + seed + ": repeat with -Dgramme.moves.seed=" + seed, failed);
            }
        }
    }

    @Test
    void anyNodeDiesAtAnyMomentAndComesBack() throws Exception {
        forSeeds("comes back", run -> {
            run.join(4);
            run.pause(MOVE_MILLIS);
            int victim = run.kill();
            run.pause(20_000);
            run.restart(victim);
        });
    }

    @Test
    void aSecondOneDiesWhileTheFirstIsAway() throws Exception {
        forSeeds("second death", run -> {
            run.join(4);
            run.pause(MOVE_MILLIS);
            int first = run.kill();
            run.pause(MOVE_MILLIS);
            int second = (first + 1 + run.chance.nextInt(run.nodes.size() - 1)) % run.nodes.size();
            run.nodes.get(second).kill();
            run.pause(20_000);
            run.restart(second);
            run.pause(10_000);
            run.restart(first);
        });
    }

    @Test
    void aMoveWhoseNewcomerIsGoneIsCancelledAndAnotherTakesItsPlace() throws Exception {
        forSeeds("cancelled", run -> {
            run.join(4);
            run.pause(MOVE_MILLIS);
            run.nodes.get(3).kill();
            run.pause(15_000);
            Ring ring = run.nodes.get(0).knownRing();
            if (ring.ownership().pending() > 0) {
                Change cancelled = RingChanges.cancel(ring, Set.of(3));
                RingMoves.propose(run.cluster, run.nodes.get(0), cancelled);
            }
            run.pause(MOVE_MILLIS);
            Process fifth = RingMoves.newcomer(run.cluster, 5);
            run.nodes.add(fifth);
            boolean seated = Objects.requireNonNull(run.nodes.get(0).knownRing().member(3))
                            .state()
                    == MemberState.SEATED;
            Edit edit = seated ? new Edit.Replace(3, RingMoves.card(fifth)) : new Edit.Join(RingMoves.card(fifth));
            RingMoves.commit(run.cluster, run.nodes.get(0), PlanRequest.of(edit), Set.of(3));
        });
    }

    @Test
    void anOwnerThatDiesInMidMoveIsReplacedByAnotherPlan() throws Exception {
        forSeeds("another plan", run -> {
            run.join(4);
            run.pause(MOVE_MILLIS);
            int victim = run.chance.nextInt(3);
            int index = RingMoves.index(run.nodes.get(victim));
            run.nodes.get(victim).kill();
            run.pause(15_000);
            Process fifth = RingMoves.newcomer(run.cluster, 5);
            run.nodes.add(fifth);
            Edit edit = new Edit.Replace(index, RingMoves.card(fifth));
            RingMoves.commit(run.cluster, run.anyAlive(), PlanRequest.of(edit), Set.of(index));
            run.pause(MOVE_MILLIS);
            run.nodes.get(3).kill();
            run.pause(10_000);
            run.restart(3);
        });
    }
}
