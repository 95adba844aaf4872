package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.RequestId;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.coordinator.WriteRequest.Options;
import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.transport.ReplicaMessage;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests beyond the plain get and put, over memory storage on virtual time. */
class OperationsSimTest {
    private static final Key KEY = Key.of("cart", "alice");
    private static final RequestId ID = new RequestId(11, 12);

    private final TestCluster cluster = new TestCluster(3);
    private final TestNode first = cluster.owner(KEY, 0);
    private final TestNode second = cluster.owner(KEY, 1);
    private final TestNode third = cluster.owner(KEY, 2);

    private static WriteResult put(TestNode node, String value, @Nullable CausalContext context, Options options) {
        return node.put(TestCluster.request(KEY, value, context, null, options));
    }

    private static WriteResult delete(TestNode node, @Nullable CausalContext context, boolean force) {
        Options options = new Options(null, null, List.of(), false, false, false, force);
        Content content = Content.deletion(SimClock.START_MILLIS);
        return node.put(new WriteRequest(KEY, content, context, null, options, 2_000, "d"));
    }

    private CausalContext write(TestNode node, String value, @Nullable CausalContext context) {
        return CoordinationSimTest.written(node.put(KEY, value, context)).context();
    }

    @Test
    void aRetryThroughAnotherOwnerMakesNoSibling() {
        WriteRequest request = TestCluster.request(KEY, "v", null, ID, Options.DEFAULT);
        WriteResult.Written one = CoordinationSimTest.written(first.put(request));
        cluster.runFor(50);
        WriteResult.Written again = CoordinationSimTest.written(second.put(request));
        assertThat(again.dot()).isEqualTo(one.dot());
        assertThat(again.achieved().durable()).isGreaterThanOrEqualTo(2);
        assertThat(CoordinationSimTest.values(third.get(KEY))).containsExactly("v");
    }

    /** Its quorum read shows the node what others wrote since, and the client nothing of it. */
    @Test
    void aRetryOfAConditionalWriteIsAnsweredWithItsOwnVersionAlone() {
        Options ifNone = new Options(null, null, List.of(), true, false, false, false);
        WriteRequest request = TestCluster.request(KEY, "v", null, ID, ifNone);
        WriteResult.Written one = CoordinationSimTest.written(first.put(request));
        WriteResult.Written other = CoordinationSimTest.written(second.put(KEY, "w", null));
        cluster.runFor(50);
        WriteResult.Written again = CoordinationSimTest.written(third.put(request));
        assertThat(again.dot()).isEqualTo(one.dot());
        assertThat(again.context().covers(one.dot())).isTrue();
        assertThat(again.context().covers(other.dot())).isFalse();
    }

    @Test
    void aRetryThatFailsWhereTheFirstTryIsStoredDoesNotDenyIt() {
        cluster.kill(second);
        cluster.kill(third);
        Options alone = new Options(1, null, List.of(), false, false, false, false);
        CoordinationSimTest.written(first.put(TestCluster.request(KEY, "v", null, ID, alone)));
        Options two = new Options(2, null, List.of(), false, false, false, false);
        RequestFailure failure = CoordinationSimTest.failure(first.put(TestCluster.request(KEY, "v", null, ID, two)));
        assertThat(failure.reason()).isEqualTo(Reason.NOT_ENOUGH_REPLICAS);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        RequestFailure other = CoordinationSimTest.failure(first.put(TestCluster.request(KEY, "w", null, null, two)));
        assertThat(other.outcome()).isEqualTo(Outcome.NONE);
    }

    @Test
    void aRetryThatMeetsAnOwnerWithoutTheFirstTryCollapses() {
        WriteRequest request = TestCluster.request(KEY, "v", null, ID, Options.DEFAULT);
        cluster.network.fault(first.id, second.id, FakeNetwork.Fault.REQUEST_LOST);
        cluster.network.fault(first.id, third.id, FakeNetwork.Fault.REQUEST_LOST);
        RequestFailure unknown = CoordinationSimTest.failure(first.put(request));
        assertThat(unknown.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(unknown.reason()).isEqualTo(Reason.QUORUM_FAILED);
        cluster.revive(first);
        CoordinationSimTest.written(second.put(request));
        cluster.runFor(100);
        assertThat(CoordinationSimTest.values(third.get(KEY))).containsExactly("v");
    }

    @Test
    void aForwardedWriteWhoseReplyIsLostIsMadeOnceThroughTheNextOwner() {
        TestCluster five = new TestCluster(5);
        TestNode stranger = five.fallback(KEY, 0);
        for (int slot = 0; slot < 3; slot++) {
            five.network.fault(
                    stranger.id,
                    five.owner(KEY, slot).id,
                    slot == 0 ? FakeNetwork.Fault.BROKEN : FakeNetwork.Fault.NONE);
        }
        CoordinationSimTest.written(stranger.put(KEY, "v", null));
        five.runFor(200);
        assertThat(CoordinationSimTest.values(five.owner(KEY, 1).get(KEY))).containsExactly("v");
    }

    /** Cut off, not dead: requests vanish, and each would be waited for in vain. */
    @Test
    void aFallbackDoesNotWaitForOwnersThatTheDetectorHoldsForDead() {
        TestCluster six = new TestCluster(6);
        TestNode writer = six.fallback(KEY, 0);
        for (int slot = 0; slot < 3; slot++) {
            TestNode owner = six.owner(KEY, slot);
            six.nodes().forEach(other -> six.network.fault(other.id, owner.id, FakeNetwork.Fault.REQUEST_LOST));
            six.nodes().forEach(other -> other.believes(owner, false));
        }
        assertThat(CoordinationSimTest.written(writer.put(KEY, "v", null))
                        .achieved()
                        .hinted())
                .isEqualTo(2);
    }

    /** One owner is known to be away, two fall silent during the write: two fallbacks are two nodes for two slots. */
    @Test
    void twoFallbacksMakeUpTheQuorumHoweverTheOwnersFail() {
        TestCluster five = new TestCluster(5);
        TestNode writer = five.fallback(KEY, 0);
        for (int slot = 0; slot < 3; slot++) {
            TestNode owner = five.owner(KEY, slot);
            five.nodes().forEach(other -> other.believes(owner, false));
            FakeNetwork.Fault fault = slot == 0 ? FakeNetwork.Fault.UNREACHABLE : FakeNetwork.Fault.REQUEST_LOST;
            five.nodes().forEach(other -> five.network.fault(other.id, owner.id, fault));
        }
        writer.put(KEY, "first", null);
        assertThat(CoordinationSimTest.written(writer.put(KEY, "second", null))
                        .achieved()
                        .hinted())
                .isEqualTo(2);
    }

    @Test
    void theDeadlineIsUnknownAndKeptToTheTick() {
        for (TestNode other : List.of(second, third)) {
            cluster.network.fault(first.id, other.id, FakeNetwork.Fault.REPLY_LOST);
        }
        long began = cluster.loop.nowNanos();
        WriteRequest request = new WriteRequest(
                KEY,
                TestCluster.request(KEY, "v", null, null, Options.DEFAULT).content(),
                null,
                null,
                Options.DEFAULT,
                300,
                "w");
        RequestFailure failure = CoordinationSimTest.failure(first.put(request));
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(cluster.loop.nowNanos() - began).isLessThanOrEqualTo(320_000_000L);
        assertThat(second.held(KEY)).as("it did happen").isNotNull();
    }

    @Test
    void aDeleteWantsAContextAndLeavesATombstoneThatReadsAsNotFound() {
        CausalContext context = write(first, "v", null);
        assertThat(CoordinationSimTest.failure(delete(first, null, false)).reason())
                .isEqualTo(Reason.CONTEXT_REQUIRED);
        CoordinationSimTest.written(delete(second, context, false));
        ReadResult.NotFound gone = (ReadResult.NotFound) third.get(KEY);
        assertThat(Objects.requireNonNull(gone.context()).covers(context)).isTrue();
    }

    @Test
    void aForcedDeleteTakesExactlyWhatItsReadShowsAndNothingWhenTheReadFails() {
        write(first, "a", null);
        write(second, "b", null);
        CoordinationSimTest.written(delete(third, null, true));
        assertThat(first.get(KEY)).isInstanceOf(ReadResult.NotFound.class);
        write(first, "c", null);
        cluster.kill(first);
        cluster.kill(second);
        third.believes(first, false);
        RequestFailure failure = CoordinationSimTest.failure(delete(third, null, true));
        assertThat(failure.outcome()).isEqualTo(Outcome.NONE);
    }

    @Test
    void preconditionsAreJudgedByAQuorum() {
        Options ifNew = new Options(null, null, List.of(), true, false, false, false);
        String etag = CoordinationSimTest.written(put(first, "v", null, ifNew)).etag();
        RequestFailure exists = CoordinationSimTest.failure(put(second, "w", null, ifNew));
        assertThat(exists.reason()).isEqualTo(Reason.PRECONDITION_FAILED);
        assertThat(exists.etag()).isEqualTo(etag);
        assertThat(exists.outcome()).isEqualTo(Outcome.NONE);
        Options ifSame = new Options(null, null, List.of(etag), false, false, false, false);
        CoordinationSimTest.written(put(third, "w", null, ifSame));
        assertThat(CoordinationSimTest.values(first.get(KEY))).containsExactly("w");
        assertThat(CoordinationSimTest.failure(put(first, "x", null, ifSame)).reason())
                .isEqualTo(Reason.PRECONDITION_FAILED);
    }

    @Test
    void aWriteThatRejectsSiblingsIsToldTheContext() {
        Options reject = new Options(null, null, List.of(), false, true, false, false);
        CausalContext context =
                CoordinationSimTest.written(put(first, "v", null, reject)).context();
        RequestFailure conflict = CoordinationSimTest.failure(put(second, "w", null, reject));
        assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
        assertThat(conflict.context()).isNotNull();
        CoordinationSimTest.written(put(second, "w", context, reject));
    }

    @Test
    void returnBodyShowsTheMergedRecordAndItsContext() {
        CausalContext one = write(first, "a", null);
        cluster.runFor(50);
        Options body = new Options(null, null, List.of(), false, false, true, false);
        WriteResult.Written both = CoordinationSimTest.written(put(second, "b", null, body));
        assertThat(Objects.requireNonNull(both.view()).siblings()).hasSize(2);
        assertThat(both.context().covers(one)).isTrue();
        CausalContext blind = write(third, "c", null);
        assertThat(blind.covers(one)).as("covers no more than was shown").isFalse();
    }

    @Test
    void aHundredSiblingsAreTheMostAClientMayLeave() {
        for (int i = 0; i < 100; i++) {
            write(first, "v" + i, null);
        }
        RequestFailure crowded = CoordinationSimTest.failure(first.put(KEY, "one more", null));
        assertThat(crowded.reason()).isEqualTo(Reason.TOO_MANY_SIBLINGS);
        assertThat(crowded.outcome()).isEqualTo(Outcome.NONE);
        write(first, "resolved", crowded.context());
        assertThat(CoordinationSimTest.values(first.get(KEY))).containsExactly("resolved");
    }

    @Test
    void lastWriterWinsKeepsOneAndLaterStampsAreAbove() {
        cluster.bucket =
                new BucketSettings(null, null, null, null, null, BucketSettings.Siblings.LWW, null, null, null);
        write(first, "a", null);
        cluster.runFor(50);
        second.clock.stepWall(-3_600_000);
        write(second, "b", null);
        assertThat(CoordinationSimTest.values(third.get(KEY))).containsExactly("b");
    }

    @Test
    void aBucketsTimeToLiveEndsAValue() {
        cluster.bucket = new BucketSettings(null, null, null, null, null, null, 60_000L, null, null);
        write(first, "v", null);
        assertThat(CoordinationSimTest.values(second.get(KEY))).containsExactly("v");
        cluster.runFor(61_000);
        assertThat(second.get(KEY)).isInstanceOf(ReadResult.NotFound.class);
    }

    @Test
    void anUnreadableCopyIsNoAbsenceAndIsMergedBeforeAWrite() {
        write(first, "a", null);
        cluster.runFor(50);
        breakCopy(second);
        assertThat(CoordinationSimTest.values(second.get(KEY))).containsExactly("a");
        write(second, "b", null);
        assertThat(CoordinationSimTest.values(third.get(KEY))).containsExactly("a", "b");
        breakCopy(second);
        cluster.kill(first);
        cluster.kill(third);
        Options one = new Options(1, null, List.of(), false, false, false, false);
        RequestFailure refused = CoordinationSimTest.failure(put(second, "c", null, one));
        assertThat(refused.outcome()).isEqualTo(Outcome.NONE);
    }

    @Test
    void whatCannotBeReadIsNoVoteForNotFound() {
        breakCopy(second);
        cluster.kill(third);
        first.believes(third, false);
        assertThat(CoordinationSimTest.failure(first.get(KEY)).reason()).isEqualTo(Reason.QUORUM_FAILED);
        assertThat(CoordinationSimTest.failure(second.get(KEY)).reason()).isEqualTo(Reason.QUORUM_FAILED);
    }

    private static void breakCopy(TestNode node) {
        Storage.Reserved room = (Storage.Reserved) node.storage.reserve(Storage.WriteKind.RELIEF, 64);
        Storage.Entry garbage = new Storage.Entry(new Header(0, 0, 0, 0), new byte[] {9, 9, 9});
        node.storage.write(room.reservation(), Space.LIVE, KEY, garbage, durability -> {});
    }

    @Test
    void aConsistentReadIsOnROwnersBeforeItAnswers() {
        cluster.kill(second);
        cluster.kill(third);
        first.put(KEY, "partial", null);
        cluster.revive(second);
        cluster.revive(third);
        assertThat(second.held(KEY)).isNull();
        ReadResult result = first.get(new ReadRequest(KEY, null, null, 2_000, true, null, "r"));
        assertThat(CoordinationSimTest.values(result)).containsExactly("partial");
        assertThat(second.held(KEY) != null || third.held(KEY) != null).isTrue();
    }

    @Test
    void aReadAfterAsksOnUntilItIsCoveredElseItIsStale() {
        TestCluster six = new TestCluster(6);
        six.kill(six.owner(KEY, 0));
        six.kill(six.owner(KEY, 1));
        CausalContext context = CoordinationSimTest.written(six.fallback(KEY, 0).put(KEY, "v", null))
                .context();
        TestNode owner = six.owner(KEY, 2);
        assertThat(owner.held(KEY)).isNotNull();
        ReadRequest after = new ReadRequest(KEY, 1, null, 2_000, false, context, "r");
        assertThat(CoordinationSimTest.values(owner.get(after))).containsExactly("v");
        CausalContext future = CausalContext.of(new io.gramme.node.causality.Dot(77, 1), 1);
        ReadRequest never = new ReadRequest(KEY, 1, null, 2_000, false, future, "r");
        assertThat(CoordinationSimTest.failure(owner.get(never)).reason()).isEqualTo(Reason.STALE);
    }

    @Test
    void aLargeValueTravelsOnceWhereDigestsAgree() {
        write(first, "x".repeat(20_000), null);
        cluster.runFor(50);
        assertThat(CoordinationSimTest.values(first.get(KEY)).get(0)).hasSize(20_000);
        cluster.runFor(50);
        CausalContext context = ((ReadResult.Found) second.get(KEY)).view().context();
        cluster.network.fault(second.id, first.id, FakeNetwork.Fault.UNREACHABLE);
        write(second, "y".repeat(20_000), context);
        cluster.revive(second);
        assertThat(CoordinationSimTest.values(first.get(KEY)).get(0)).startsWith("y");
        cluster.runFor(100);
        KeyRecord repaired = Objects.requireNonNull(first.held(KEY));
        assertThat(repaired.siblings().get(0).content().value().toString()).startsWith("y");
    }

    @Test
    void whoHoldsTheSameVersionsSaysSoAndSendsNoRecord() {
        CausalContext old = write(first, "a", null);
        cluster.runFor(50);
        List<String> replies = new ArrayList<>();
        cluster.network.tap((message, bytes) -> {
            if (message instanceof ReplicaMessage.ReadReply) {
                replies.add(message.getClass().getSimpleName());
            }
        });
        assertThat(CoordinationSimTest.values(first.get(KEY))).containsExactly("a");
        cluster.runFor(50);
        assertThat(replies).containsExactly("ReadDigest", "ReadDigest");

        replies.clear();
        cluster.network.fault(second.id, third.id, FakeNetwork.Fault.UNREACHABLE);
        write(second, "b", old);
        cluster.revive(third);
        assertThat(CoordinationSimTest.values(third.get(KEY))).containsExactly("b");
        cluster.runFor(50);
        assertThat(replies).containsExactly("ReadRecord", "ReadRecord");
        assertThat(Objects.requireNonNull(third.held(KEY)).siblings()).hasSize(1);
    }

    @Test
    void primariesAreCountedApart() {
        TestCluster six = new TestCluster(6);
        six.kill(six.owner(KEY, 1));
        six.kill(six.owner(KEY, 2));
        TestNode writer = six.owner(KEY, 0);
        writer.put(KEY, "v", null);
        Options twoPrimaries = new Options(null, 2, List.of(), false, false, false, false);
        RequestFailure failure = CoordinationSimTest.failure(put(writer, "w", null, twoPrimaries));
        assertThat(failure.reason()).isEqualTo(Reason.PRIMARIES_UNAVAILABLE);
        assertThat(failure.needed()).isEqualTo(2);
        assertThat(failure.got()).isEqualTo(1);
    }

    @Test
    void parametersOutOfRangeAndQuorumsAboveTheRowAreToldApart() {
        Options four = new Options(4, null, List.of(), false, false, false, false);
        assertThat(CoordinationSimTest.failure(put(first, "v", null, four)).reason())
                .isEqualTo(Reason.INVALID_PARAMETER);
        TestCluster two = new TestCluster(2);
        assertThat(two.row(KEY).size()).isEqualTo(2);
        Options three = new Options(3, null, List.of(), false, false, false, false);
        RequestFailure tooFew = CoordinationSimTest.failure(put(two.node(0), "v", null, three));
        assertThat(tooFew.reason()).isEqualTo(Reason.NOT_ENOUGH_REPLICAS);
        CoordinationSimTest.written(two.node(0).put(KEY, "v", null));
        CoordinationSimTest.written(new TestCluster(1).node(0).put(KEY, "v", null));
    }

    @Test
    void moreRequestsThanTheGateAllowsAreTurnedAwayAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            first.gate.enter(AdmissionMetrics.Kind.CLIENT);
        }
        RequestFailure busy = CoordinationSimTest.failure(first.put(KEY, "v", null));
        assertThat(busy.reason()).isEqualTo(Reason.OVERLOADED);
        assertThat(busy.outcome()).isEqualTo(Outcome.NONE);
        assertThat(busy.retryAfterMillis()).isPositive();
    }

    @Test
    void everyRequestLeavesTheGateAndTheSweepAgain() {
        cluster.kill(third);
        for (int i = 0; i < 20; i++) {
            first.put(Key.of("b", "k" + i), "v", null);
            first.get(Key.of("b", "k" + i));
        }
        cluster.runFor(3_000);
        for (TestNode node : cluster.nodes) {
            assertThat(node.gate.clients()).isZero();
            assertThat(node.coordinator.underWay()).isZero();
        }
    }

    @Test
    void aValueAboveTheBucketsLimitIsRefused() {
        cluster.bucket = new BucketSettings(null, null, null, null, null, null, null, null, 10);
        assertThat(CoordinationSimTest.failure(first.put(KEY, "x".repeat(11), null))
                        .reason())
                .isEqualTo(Reason.VALUE_TOO_LARGE);
    }

    @Test
    void aNodeThatMayNotCoordinatePassesItsWritesOn() {
        first.mayCoordinate = false;
        first.publish(cluster.ring());
        CoordinationSimTest.written(first.put(KEY, "v", null));
        assertThat(cluster.network.log).anyMatch(line -> line.contains("Forward "));
        assertThat(CoordinationSimTest.values(first.get(KEY))).containsExactly("v");
    }
}
