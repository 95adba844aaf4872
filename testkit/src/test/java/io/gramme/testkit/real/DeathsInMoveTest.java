package io.gramme.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.RealNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Nodes that die while partitions move, on real processes: what was planned can be given up, and nothing is locked. Part of
 * {@code ./chaos/run real}, since it takes half a minute and waits for real copies.
 */
@EnabledIfSystemProperty(named = "gramme.strict", matches = "true")
class DeathsInMoveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /**
     * A partition that its owners have confirmed takes no write that its new owner misses until it has switched; and that
     * waits until it is known who is dead, which takes seconds.
     */
    private static final int TRIES = 600;

    @Test
    void theTargetAndThenASourceDieThePlanIsCancelledAndAnotherOneEnds() {
        // Copies are slow, so that there is a middle of the move to die in.
        RealCluster cluster = RealCluster.builder()
                .nodes(3)
                .set("repair.throttle", "256KiB/s")
                .start();
        boolean green = false;
        try (cluster) {
            new Story(cluster).tell();
            green = true;
        } finally {
            if (!green) {
                cluster.keep();
                cluster.close();
            }
        }
    }

    private static final class Story {
        private final RealCluster cluster;
        private final Operator operator;
        private final RealNode first;
        private final RealNode source;
        private final RealNode target;
        private final RealNode other;

        Story(RealCluster cluster) {
            this.cluster = cluster;
            this.operator = new Operator(cluster);
            this.first = cluster.node(1);
            this.source = cluster.node(2);
            this.target = cluster.more("n4");
            this.other = cluster.more("n5");
        }

        void tell() {
            target.start();
            other.start();
            Kv kv = new Kv(cluster, "deaths-in-move");
            Load load = new Load(kv, "w", 4, cluster::running, TRIES);
            long begun = System.nanoTime();
            try (load) {
                load.awaitWrites(500);
                operator.awaitNewcomer(first, target);
                operator.awaitNewcomer(first, other);
                joinAndDie();
                load.awaitWrites(load.acknowledged().size() + 100);
                cancel();
                load.awaitWrites(load.acknowledged().size() + 100);
                operator.stage(first, "leave", Map.of("node", "n4"));
                operator.commit(first, operator.stage(first, "join", Map.of("node", "n5")));
                source.start();
                load.awaitWrites(load.acknowledged().size() + 300);
            }
            operator.awaitSettled(first, List.of(first, source, cluster.node(3), other), PATIENCE);
            Map<String, String> written = load.acknowledged();
            System.out.printf(
                    "deaths in a move: %d writes, %d failed attempts, all over after %.1f s%n",
                    written.size(), load.failures().size(), (System.nanoTime() - begun) / 1e9);
            assertThat(load.wrong())
                    .as(() -> "requests that failed for good; attempts: " + lastAttempts(load))
                    .isEmpty();
            Await.until("hints are left", PATIENCE, () -> cluster.hints() == 0 ? "" : cluster.hints() + " hints");
            assertEven();
            for (RealNode node : List.of(first, source, cluster.node(3), other)) {
                assertThat(kv.missing(node, written, "r=3")).isEmpty();
                assertThat(kv.put(node, "after-" + node.name(), "v", "w=3", null)
                                .status())
                        .as("a write to all owners through %s", node.name())
                        .isEqualTo(204);
            }
        }

        /** Of the requests that were given up. */
        private static String lastAttempts(Load load) {
            return load.failures().stream()
                    .filter(failed -> load.wrong().stream().anyMatch(wrong -> wrong.startsWith(failed.request() + ":")))
                    .map(Object::toString)
                    .collect(Collectors.joining("\n"));
        }

        private void joinAndDie() {
            operator.commit(first, operator.stage(first, "join", Map.of("node", "n4")));
            int begun = Operator.moving(operator.ring(first));
            Await.until("nothing moves", PATIENCE, () -> {
                int left = Operator.moving(operator.ring(first));
                return left < begun ? "" : "all " + left + " are on their way";
            });
            target.kill();
            int left = Operator.moving(operator.ring(first));
            assertThat(left).as("partitions that move when the target dies").isBetween(1, begun - 1);
            source.kill();
            awaitDead(target);
            awaitDead(source);
            assertThat(Operator.moving(operator.ring(first)))
                    .as("partitions that wait for the dead")
                    .isPositive();
        }

        private void cancel() {
            operator.cancel(first);
            assertThat(Operator.moving(operator.ring(first))).isZero();
        }

        private void awaitDead(RealNode node) {
            Await.until(node.name() + " is not known to be dead", PATIENCE, () -> {
                for (RealNode at : cluster.running()) {
                    for (JsonNode member :
                            cluster.adminJson(at, "/v1/admin/members").path("members")) {
                        boolean it = member.path("name").asText().equals(node.name());
                        if (it && member.path("state").asText().equals("alive")) {
                            return at.name() + " sees it alive";
                        }
                    }
                }
                return "";
            });
        }

        private void assertEven() {
            Collection<Integer> owned =
                    new ArrayList<>(Operator.owned(operator.ring(first)).values());
            owned.removeIf(count -> count == 0);
            assertThat(owned).as("nodes with partitions").hasSize(4);
            assertThat(Collections.max(owned) - Collections.min(owned))
                    .as("%s", owned)
                    .isLessThanOrEqualTo(1);
        }
    }
}
