package io.gramme.node.coordinator;

import static io.gramme.node.coordinator.CoordinationSimTest.failure;
import static io.gramme.node.coordinator.CoordinationSimTest.values;
import static io.gramme.node.coordinator.CoordinationSimTest.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.HybridClock;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.coordinator.FakeNetwork.Fault;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.membership.Liveness;
import io.gramme.ring.Key;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Writes that a node passes on, because it is no owner or may not stamp. */
class ForwardSimTest {
    private static final Key KEY = Key.of("cart", "alice");
    private static final long HOUR_MILLIS = 3_600_000;

    private final TestCluster cluster = new TestCluster(5);
    private final TestNode forwarder = cluster.fallback(KEY, 1);

    private long millisOf(Runnable task) {
        long began = cluster.loop.nowNanos();
        task.run();
        return (cluster.loop.nowNanos() - began) / 1_000_000;
    }

    private void mute(int slot) {
        cluster.network.fault(forwarder.id, cluster.owner(KEY, slot).id, Fault.REQUEST_LOST);
    }

    @Test
    void aSuspectedOwnerIsAskedAfterThoseThatAreAlive() {
        TestNode suspect = cluster.owner(KEY, 0);
        mute(0);
        forwarder.believes(suspect, Liveness.SUSPECT);
        long took = millisOf(() -> written(forwarder.put(KEY, "v", null)));
        assertThat(took).isLessThan(50);
    }

    @Test
    void ownersThatSayNothingLeaveTimeForTheOneThatAnswers() {
        cluster.nodes.forEach(other -> forwarder.believes(other, Liveness.ALIVE));
        mute(0);
        mute(1);
        long took = millisOf(() -> written(forwarder.put(KEY, "v", null)));
        assertThat(took).isLessThan(1_600);
        cluster.link(forwarder, Fault.NONE);
        assertThat(values(forwarder.get(KEY))).containsExactly("v");
    }

    @Test
    void suspectedOwnersAllAreAskedAllTheSameAndEachForAShortWhile() {
        for (int slot = 0; slot < 3; slot++) {
            forwarder.believes(cluster.owner(KEY, slot), Liveness.SUSPECT);
        }
        mute(0);
        mute(1);
        long took = millisOf(() -> written(forwarder.put(KEY, "v", null)));
        assertThat(took).isLessThan(1_000);
    }

    @Test
    void aWriteThatTwoNodesWereAskedForIsOneWrite() {
        cluster.nodes.forEach(other -> forwarder.believes(other, Liveness.ALIVE));
        cluster.network.fault(forwarder.id, cluster.owner(KEY, 0).id, Fault.REPLY_LOST);
        written(forwarder.put(KEY, "v", null));
        cluster.runFor(2_000);
        assertThat(values(forwarder.get(KEY))).containsExactly("v");
    }

    @Test
    void nobodyAnsweringIsUnknownAtTheEndOfTheBudgetAndNotBefore() {
        for (TestNode other : cluster.nodes) {
            cluster.network.fault(forwarder.id, other.id, Fault.REQUEST_LOST);
        }
        TestNode self = forwarder;
        self.mayCoordinate = false;
        self.publish(cluster.ring());
        long took = millisOf(() -> {
            RequestFailure failed = failure(self.put(KEY, "v", null));
            assertThat(failed.reason()).isEqualTo(RequestFailure.Reason.QUORUM_TIMEOUT);
            assertThat(failed.outcome()).isEqualTo(Outcome.UNKNOWN);
        });
        assertThat(took).isBetween(1_500L, 2_100L);
    }

    @Test
    void anOwnerWhoseClockIsFarAheadPassesWritesOn() {
        TestNode ahead = cluster.owner(KEY, 0);
        ahead.peersMillis = ahead.clock.wallMillis();
        ahead.clock.stepWall(HOUR_MILLIS);
        written(ahead.put(KEY, "v", null));
        KeyRecord held = Objects.requireNonNull(ahead.held(KEY));
        long stamped = HybridClock.millis(held.siblings().get(0).hlc());
        assertThat(stamped).isLessThan(ahead.clock.wallMillis() - HOUR_MILLIS / 2);
    }

    @Test
    void aNodeWhoseClockIsFarAheadStampsNothingForOthersEither() {
        TestNode ahead = cluster.owner(KEY, 0);
        ahead.peersMillis = ahead.clock.wallMillis();
        ahead.clock.stepWall(HOUR_MILLIS);
        for (int slot = 1; slot < 3; slot++) {
            forwarder.believes(cluster.owner(KEY, slot), Liveness.SUSPECT);
        }
        written(forwarder.put(KEY, "v", null));
        KeyRecord held = Objects.requireNonNull(cluster.owner(KEY, 1).held(KEY));
        assertThat(HybridClock.millis(held.siblings().get(0).hlc()))
                .isLessThan(ahead.clock.wallMillis() - HOUR_MILLIS / 2);
    }

    @Test
    void withNobodyElseInReachItSaysWhyItRefuses() {
        TestCluster three = new TestCluster(3);
        TestNode ahead = three.owner(KEY, 0);
        three.kill(three.owner(KEY, 1));
        three.kill(three.owner(KEY, 2));
        ahead.peersMillis = ahead.clock.wallMillis();
        ahead.clock.stepWall(HOUR_MILLIS);
        WriteRequest.Options one = new WriteRequest.Options(1, null, List.of(), false, false, false, false);
        for (int i = 0; i < 2; i++) {
            RequestFailure failed = failure(ahead.put(TestCluster.request(KEY, "v", null, null, one)));
            assertThat(failed.reason()).isEqualTo(RequestFailure.Reason.NOT_ENOUGH_REPLICAS);
            assertThat(failed.outcome()).isEqualTo(Outcome.NONE);
            assertThat(failed.detail()).contains("clock is far ahead");
            assertThat(failed.failed())
                    .extracting(RequestFailure.FailedNode::node)
                    .contains(ahead.name());
        }
        assertThat(ahead.held(KEY)).isNull();
    }

    @Test
    void aWriteThatEveryNodeRefusedWasNotMade() {
        for (TestNode node : cluster.nodes()) {
            node.peersMillis = node.clock.wallMillis();
            node.clock.stepWall(HOUR_MILLIS);
        }
        assertThat(failure(forwarder.put(KEY, "v", null)).outcome()).isEqualTo(Outcome.NONE);
    }
}
