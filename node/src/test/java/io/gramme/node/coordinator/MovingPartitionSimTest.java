package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.Members;
import io.gramme.ring.Ownership;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Reads and writes of a partition that moves, and nodes that know different rings. */
class MovingPartitionSimTest {
    private static final Key KEY = Key.of("cart", "alice");

    private final TestCluster cluster = new TestCluster(6);
    private final Ring before = cluster.ring();
    private final int partition = before.partition(KEY);
    private final Row current = before.current(partition);
    private final int[] others = before.fallbacks(partition);

    private Ring with(Row row, Row target, Ring base) {
        Epoch epoch = base.epoch().next();
        Ownership ownership = base.ownership().with(Map.of(partition, new Ownership.Rows(row, target)), epoch);
        return new Ring(base.shape(), epoch, base.members(), ownership, base.group());
    }

    private Ring moving() {
        return with(current, Row.of(others[0], others[1], others[2]), before);
    }

    @Test
    void aWriteReachesBothRows() {
        cluster.publish(moving());
        TestNode writer = cluster.owner(KEY, 0);
        CoordinationSimTest.written(writer.put(KEY, "v", null));
        cluster.runFor(50);
        for (TestNode node : cluster.nodes) {
            assertThat(node.held(KEY)).isNotNull();
            assertThat(node.missed).isEmpty();
        }
    }

    @Test
    void nodesThatOnlyShallOwnThePartitionAreToldAsRepliesAndNotAsOwners() {
        cluster.publish(with(current, Row.of(current.owner(0), others[0], others[1]), before));
        Achieved achieved = CoordinationSimTest.written(cluster.owner(KEY, 0).put(KEY, "v", null))
                .achieved();
        long owners = cluster.nodes.stream()
                .filter(node -> node.held(KEY) != null && current.contains(node.index))
                .count();
        assertThat(achieved.owners()).isLessThanOrEqualTo((int) owners).isLessThanOrEqualTo(current.size());
        assertThat(achieved.replies()).isGreaterThan(achieved.owners());
    }

    @Test
    void whereTheTargetCannotWTheCurrentRowHoldsTheRecordWithTheMark() {
        cluster.publish(moving());
        for (int i = 0; i < 3; i++) {
            cluster.kill(cluster.node(others[i]));
        }
        TestNode writer = cluster.owner(KEY, 0);
        CoordinationSimTest.written(writer.put(KEY, "v", null));
        cluster.runFor(50);
        assertThat(cluster.nodes.stream().filter(node -> node.missed.contains(partition)))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aMarkedWriteThatACheckedPartitionRefusesFails() {
        cluster.publish(moving());
        for (int i = 0; i < 3; i++) {
            cluster.kill(cluster.node(others[i]));
        }
        cluster.nodes.forEach(node -> node.refusesMarks = true);
        RequestFailure failure =
                CoordinationSimTest.failure(cluster.owner(KEY, 0).put(KEY, "v", null));
        assertThat(failure.reason()).isEqualTo(Reason.QUORUM_FAILED);
        assertThat(failure.outcome()).isEqualTo(Outcome.PARTIAL);
    }

    private Ring leaving(int node) {
        Member member = Objects.requireNonNull(before.member(node)).withState(MemberState.LEAVING);
        Members members = before.members().with(List.of(member));
        return new Ring(before.shape(), before.epoch().next(), members, before.ownership(), before.group());
    }

    /** Whoever forwards goes by an older ring, in which that one stands in first: it has to find somebody else. */
    @Test
    void aMemberThatLeavesCoordinatesNothingForAbsentOwners() {
        TestNode leaver = cluster.node(others[0]);
        TestNode writer = cluster.node(others[1]);
        leaver.publish(leaving(leaver.index));
        for (int slot = 0; slot < current.size(); slot++) {
            cluster.kill(cluster.owner(KEY, slot));
        }
        WriteRequest.Options one = new WriteRequest.Options(1, null, List.of(), false, false, false, false);
        CoordinationSimTest.written(writer.put(TestCluster.request(KEY, "v", null, null, one)));
        assertThat(leaver.hints.lookup(KEY)).isEqualTo(HintStore.Missing.MISSING);
        assertThat(writer.hints.lookup(KEY)).isInstanceOf(HintStore.Held.class);
    }

    @Test
    void aMemberThatLeavesTakesNoHintOfWhoeverStillTakesItForAFallback() {
        TestNode leaver = cluster.node(others[0]);
        leaver.publish(leaving(leaver.index));
        cluster.kill(cluster.owner(KEY, 1));
        cluster.kill(cluster.owner(KEY, 2));
        TestNode writer = cluster.owner(KEY, 0);
        WriteRequest.Options two = new WriteRequest.Options(2, null, List.of(), false, false, false, false);
        writer.put(TestCluster.request(KEY, "v", null, null, two));
        cluster.runFor(3_000);
        assertThat(leaver.hints.lookup(KEY)).isEqualTo(HintStore.Missing.MISSING);
    }

    @Test
    void readsComeFromTheCurrentRowAlone() {
        cluster.publish(moving());
        TestNode reader = cluster.node(others[0]);
        assertThat(reader.get(KEY)).isInstanceOf(ReadResult.NotFound.class);
        assertThat(cluster.network.log).allMatch(line -> current.contains(Integer.parseInt(line.split(" ")[2])));
    }

    @Test
    void aCoordinatorWithAnOldRingPullsTheNewOneAndFinishesByIt() {
        Row switched = Row.of(current.owner(0), others[0], others[1]);
        Ring after = with(switched, Row.EMPTY, before);
        TestNode writer = cluster.node(current.owner(0));
        cluster.nodes.stream().filter(node -> node != writer).forEach(node -> node.publish(after));
        AtomicReference<WriteResult> result = new AtomicReference<>();
        writer.coordinator.write(TestCluster.request(KEY, "v", null, null, WriteRequest.Options.DEFAULT), result::set);
        cluster.runFor(50);
        assertThat(writer.wanted).contains(after.epoch());
        assertThat(result.get()).isNull();
        cluster.publish(after);
        cluster.runFor(50);
        CoordinationSimTest.written(result.get());
        for (int slot = 0; slot < 3; slot++) {
            assertThat(cluster.node(switched.owner(slot)).held(KEY)).isNotNull();
        }
    }

    @Test
    void aReadByAnOldRingBeginsAnewByTheNewOne() {
        Row switched = Row.of(others[0], others[1], others[2]);
        Ring after = with(switched, Row.EMPTY, before);
        TestNode reader = cluster.node(current.owner(0));
        cluster.nodes.stream().filter(node -> node != reader).forEach(node -> node.publish(after));
        cluster.node(others[0]).put(KEY, "v", null);
        AtomicReference<ReadResult> result = new AtomicReference<>();
        reader.coordinator.read(new ReadRequest(KEY, null, null, 2_000, false, null, "r"), result::set);
        cluster.runFor(50);
        assertThat(result.get()).isNull();
        cluster.publish(after);
        cluster.runFor(50);
        assertThat(CoordinationSimTest.values(result.get())).containsExactly("v");
        cluster.runFor(3_000);
        assertThat(reader.coordinator.underWay()).isZero();
    }

    @Test
    void aReplicaWithAnOldRingPullsTheNewOneBeforeItServes() {
        Row switched = Row.of(current.owner(0), current.owner(1), others[0]);
        Ring after = with(switched, Row.EMPTY, before);
        TestNode late = cluster.node(others[0]);
        cluster.nodes.stream().filter(node -> node != late).forEach(node -> node.publish(after));
        CoordinationSimTest.written(cluster.node(current.owner(0)).put(KEY, "v", null));
        cluster.runFor(20);
        assertThat(late.wanted).contains(after.epoch());
        assertThat(late.held(KEY)).isNull();
        cluster.publish(after);
        cluster.runFor(50);
        assertThat(late.held(KEY)).isNotNull();
    }

    /** A ring that gives another partition other rows. */
    private Ring elsewhere(int term) {
        int other = (partition + 1) % before.shape().partitions().count();
        Epoch epoch = new Epoch(term, before.epoch().number() + 1);
        Row row = Row.of(current.owner(0), current.owner(1), current.owner(2));
        Row target = Row.of(others[0], others[1], others[2]);
        Ownership ownership = before.ownership().with(Map.of(other, new Ownership.Rows(row, target)), epoch);
        return new Ring(before.shape(), epoch, before.members(), ownership, before.group());
    }

    @Test
    void aReplicaWithAnOldRingServesAtOnceWhatTheNewOneLeavesAsItIs() {
        Ring after = elsewhere(before.epoch().term());
        TestNode writer = cluster.owner(KEY, 0);
        writer.publish(after);
        CoordinationSimTest.written(writer.put(KEY, "v", null));
        cluster.runFor(20);
        for (int slot = 1; slot < current.size(); slot++) {
            assertThat(cluster.owner(KEY, slot).held(KEY)).isNotNull();
            assertThat(cluster.owner(KEY, slot).wanted).contains(after.epoch());
        }
        assertThat(CoordinationSimTest.values(writer.get(KEY))).containsExactly("v");
    }

    /** A recovery may have left a ring behind that says something else of this partition. */
    @Test
    void aReplicaWithARingOfAnotherTermWaits() {
        TestNode writer = cluster.owner(KEY, 0);
        Ring after = elsewhere(before.epoch().term() + 1);
        writer.publish(after);
        writer.coordinator.write(TestCluster.request(KEY, "v", null, null, WriteRequest.Options.DEFAULT), result -> {});
        cluster.runFor(20);
        assertThat(cluster.owner(KEY, 1).held(KEY)).isNull();
        assertThat(cluster.owner(KEY, 1).wanted).contains(after.epoch());
        cluster.publish(after);
        cluster.runFor(50);
        assertThat(cluster.owner(KEY, 1).held(KEY)).isNotNull();
    }

    /** It says for whom by the numbers of the sender's ring. */
    @Test
    void aHintWaitsForTheRingOfWhoeverSendsIt() {
        cluster.kill(cluster.owner(KEY, 1));
        cluster.kill(cluster.owner(KEY, 2));
        TestNode writer = cluster.owner(KEY, 0);
        TestNode fallback = cluster.node(others[0]);
        Ring after = elsewhere(before.epoch().term());
        writer.publish(after);
        writer.coordinator.write(TestCluster.request(KEY, "v", null, null, WriteRequest.Options.DEFAULT), result -> {});
        cluster.runFor(50);
        assertThat(fallback.hints.lookup(KEY)).isEqualTo(HintStore.Missing.MISSING);
        assertThat(fallback.wanted).contains(after.epoch());
        fallback.publish(after);
        cluster.runFor(50);
        assertThat(fallback.hints.lookup(KEY)).isInstanceOf(HintStore.Held.class);
    }
}
