package io.gramme.node.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.background.Background;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.ReplicaMessage.WriteStatus;
import io.gramme.ring.Key;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HintDeliverySimTest {
    private static final KeyRecord ONE = HandoffNode.record(1, "one");
    private static final KeyRecord TWO = HandoffNode.record(2, "two");

    private static int owner(HandoffNode node, Key key, int slot) {
        return node.ring.lookup(key).owner(slot);
    }

    @Test
    void isDeliveredOnceTheOwnerHasBeenAliveForASecondAndThenNothingTicks() {
        HandoffNode node = new HandoffNode();
        Key key = node.foreignKey(0);
        int owner = owner(node, key, 0);
        node.dead(owner);
        node.keep(key, ONE, owner);
        node.runFor(20_000);
        assertThat(node.sent).isEmpty();
        node.alive(owner);
        node.runFor(900);
        assertThat(node.sent).isEmpty();
        node.runFor(2_000);
        assertThat(node.at(owner, key)).isEqualTo(ONE);
        assertThat(node.sent).hasSize(1);
        ReplicaWrite write = node.sent.get(0);
        assertThat(write.kind()).isEqualTo(WriteKind.HINT_DELIVERY);
        assertThat(write.isHint()).isFalse();
        assertThat(write.rows().ring()).isEqualTo(node.ring.epoch());
        assertThat(node.scanned()).isZero();
        assertThat(node.replayed).isEqualTo(1);
        assertThat(node.pending).isZero();
        assertThat(node.pendingBytes).isZero();
        node.runFor(1_000);
        assertThat(node.loop.pending()).as("timers while there is no work").isZero();
    }

    @Test
    void whoFlapsGetsNothing() {
        HandoffNode node = new HandoffNode();
        Key key = node.foreignKey(0);
        int owner = owner(node, key, 0);
        node.keep(key, ONE, owner);
        for (int i = 0; i < 20; i++) {
            node.alive(owner);
            node.runFor(700);
            node.dead(owner);
            node.runFor(1);
        }
        assertThat(node.sent).isEmpty();
    }

    @Test
    void staysForTheOwnersThatDidNotAcknowledge() {
        HandoffNode node = new HandoffNode();
        Key key = node.foreignKey(0);
        int there = owner(node, key, 0);
        int away = owner(node, key, 1);
        node.alive(there);
        node.keep(key, ONE, there, away);
        node.runFor(3_000);
        assertThat(node.at(there, key)).isEqualTo(ONE);
        assertThat(node.owners(key)).containsExactly(away);
        node.restart();
        node.alive(away);
        node.runFor(3_000);
        assertThat(node.at(away, key)).isEqualTo(ONE);
        assertThat(node.sent).hasSize(2);
        assertThat(node.scanned()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesToWhoeverOwnsThePartitionWhenTheOwnerWasReplaced(boolean oldOwnerIsBack) {
        HandoffNode node = new HandoffNode();
        Key key = node.foreignKey(0);
        Row row = node.ring.lookup(key);
        int replaced = row.owner(0);
        int heir = node.ring.fallbacks(node.ring.partition(key))[0] == HandoffNode.SELF
                ? node.ring.fallbacks(node.ring.partition(key))[1]
                : node.ring.fallbacks(node.ring.partition(key))[0];
        node.keep(key, ONE, replaced);
        node.runFor(2_000);
        node.rows(key, Row.of(heir, row.owner(1), row.owner(2)), Row.EMPTY);
        node.alive(heir);
        if (oldOwnerIsBack) {
            node.alive(replaced);
        }
        node.runFor(4_000);
        assertThat(node.at(heir, key)).isEqualTo(ONE);
        assertThat(node.at(replaced, key)).isNull();
        assertThat(node.owners(key)).containsExactlyInAnyOrder(row.owner(1), row.owner(2));
        node.alive(row.owner(1), row.owner(2));
        node.runFor(4_000);
        assertThat(node.scanned()).isZero();
    }

    @Test
    void goesToTheOwnerToBeAsWell() {
        HandoffNode node = new HandoffNode();
        Key key = node.foreignKey(0);
        Row row = node.ring.lookup(key);
        node.rows(key, row, Row.of(HandoffNode.SELF, row.owner(1), row.owner(2)));
        node.alive(row.owner(0));
        node.keep(key, ONE, row.owner(0));
        node.runFor(5_000);
        assertThat(node.at(row.owner(0), key)).isEqualTo(ONE);
        RecordStore.Held own = (RecordStore.Held) node.records.lookup(Space.LIVE, key);
        assertThat(own.stored().record()).isEqualTo(ONE);
        assertThat(own.stored().marker()).isNull();
        assertThat(node.scanned()).isZero();
    }

    @Test
    void aHintThatChangedWhileItWasUnderWayStaysUntilTheChangeIsDeliveredToo() {
        HandoffNode node = new HandoffNode();
        Key key = node.foreignKey(0);
        int owner = owner(node, key, 0);
        node.alive(owner);
        BiFunction<Integer, ReplicaWrite, Outcome> stores = node.answers;
        node.answers = (to, write) -> {
            Outcome ack = stores.apply(to, write);
            node.answers = stores;
            node.keep(key, TWO, owner);
            return ack;
        };
        node.keep(key, ONE, owner);
        while (node.sent.isEmpty()) {
            node.runFor(10);
        }
        node.runFor(20);
        assertThat(node.at(owner, key)).isEqualTo(ONE);
        assertThat(node.owners(key)).containsExactly(owner);
        node.runFor(3_000);
        assertThat(node.at(owner, key)).isEqualTo(KeyRecord.merge(ONE, TWO));
        assertThat(node.scanned()).isZero();
    }

    @Test
    void staysWhenItIsNotAcknowledgedAsDurable() {
        for (Outcome answer : new Outcome[] {
            Failure.TimedOut.TIMED_OUT,
            Failure.Lost.LOST,
            Failure.Unreachable.UNREACHABLE,
            new Failure.Refused(new Refusal.NotServed(Refusal.Reason.OVERLOADED)),
            new WriteAck(WriteStatus.STORED, false),
            new WriteAck(WriteStatus.DISK_FULL, false),
            new WriteAck(WriteStatus.UNREADABLE, false)
        }) {
            HandoffNode node = new HandoffNode();
            Key key = node.foreignKey(0);
            int owner = owner(node, key, 0);
            node.alive(owner);
            BiFunction<Integer, ReplicaWrite, Outcome> stores = node.answers;
            node.answers = (to, write) -> answer;
            node.keep(key, ONE, owner);
            node.runFor(4_100);
            assertThat(node.sent).as("%s", answer).hasSizeBetween(1, 3);
            assertThat(node.owners(key)).as("%s", answer).containsExactly(owner);
            node.answers = stores;
            node.runFor(12_000);
            assertThat(node.at(owner, key)).as("%s", answer).isEqualTo(ONE);
            assertThat(node.scanned()).as("%s", answer).isZero();
        }
    }

    @Test
    void underSyncIntervalAnAcknowledgementCountsAsItDoesForWrites() {
        HandoffNode node = new HandoffNode(new HandoffSettings(1 << 20, 3_600_000, false));
        Key key = node.foreignKey(0);
        int owner = owner(node, key, 0);
        node.alive(owner);
        node.answers = (to, write) -> new WriteAck(WriteStatus.STORED, false);
        node.keep(key, ONE, owner);
        node.runFor(3_000);
        assertThat(node.scanned()).isZero();
    }

    @Test
    void nearlyFullItDropsWhatIsOnEnoughOwnersAndNothingElse() {
        HandoffNode node = new HandoffNode(new HandoffSettings(90, 3_600_000, true));
        Key covered = node.foreignKey(0);
        Key single = node.foreignKey(1);
        int away = owner(node, covered, 2);
        node.alive(owner(node, covered, 0), owner(node, covered, 1));
        node.keep(covered, ONE, node.ring.lookup(covered).toArray());
        node.runFor(5_000);
        assertThat(node.owners(covered)).containsExactly(away);
        node.dead(owner(node, single, 0));
        node.keep(single, ONE, owner(node, single, 0));
        assertThat(node.hints.counts().bytes()).isGreaterThan(81);
        node.runFor(5_000);
        assertThat(node.owners(covered)).isEmpty();
        assertThat(node.dropped).isEqualTo(1);
        assertThat(node.owners(single)).isNotEmpty();
        assertThat(node.pending).isEqualTo(1);
    }

    @Test
    void aNewerRingIsAskedFor() {
        HandoffNode node = new HandoffNode();
        Key key = node.foreignKey(0);
        int owner = owner(node, key, 0);
        node.alive(owner);
        node.answers = (to, write) ->
                new Failure.Refused(new Refusal.StaleRing(node.ring.epoch().next(), new byte[0]));
        node.keep(key, ONE, owner);
        node.runFor(2_000);
        assertThat(node.wanted).containsOnly(node.ring.epoch().next());
        assertThat(node.owners(key)).containsExactly(owner);
    }

    @Test
    void becomesTheNodesOwnRecordWhereItOwnsThePartition() {
        HandoffNode node = new HandoffNode();
        Key key = node.ownKey(0);
        node.keep(key, ONE, HandoffNode.SELF);
        node.runFor(3_000);
        assertThat(((RecordStore.Held) node.records.lookup(Space.LIVE, key))
                        .stored()
                        .record())
                .isEqualTo(ONE);
        assertThat(node.scanned()).isZero();
        assertThat(node.sent).isEmpty();
    }

    @Test
    void orderAndRepetitionLeaveTheSameRecord() {
        HandoffNode node = new HandoffNode();
        Key key = node.foreignKey(0);
        int owner = owner(node, key, 0);
        int other = owner(node, key, 1);
        node.alive(owner, other);
        KeyRecord[] order = {ONE, TWO, TWO, ONE};
        for (int i = 0; i < order.length; i++) {
            node.keep(key, order[i], owner);
            node.runFor(3_000);
            node.keep(key, order[order.length - 1 - i], other);
            node.runFor(3_000);
        }
        assertThat(node.sent).hasSize(8);
        assertThat(node.at(owner, key)).isEqualTo(KeyRecord.merge(ONE, TWO)).isEqualTo(node.at(other, key));
    }

    @Test
    void manyHintsGoOutWithoutEverMoreUnderWayThanAllowed() {
        HandoffNode node = new HandoffNode();
        for (int i = 0; i < 500; i++) {
            Key key = node.foreignKey(i);
            node.keep(key, ONE, node.ring.lookup(key).toArray());
        }
        node.alive(0, 1, 2, 3, 4, 6);
        node.runFor(10_000);
        assertThat(node.sent).hasSize(1_500);
        assertThat(node.mostInFlight).isEqualTo(HintDelivery.MAX_IN_FLIGHT);
        assertThat(node.scanned()).isZero();
        assertThat(node.hints.counts().bytes()).isZero();
        assertThat(node.hints.view()).isEmpty();
    }

    @Test
    void thePartitionThatMissedItsWritesLongestGetsThemFirst() {
        HandoffNode node = new HandoffNode();
        // Partitions that one node owns, the highest first: a walk by number would bring them the other way round.
        int away = owner(node, node.foreignKey(0), 0);
        Map<Integer, Key> keys = new TreeMap<>(Comparator.reverseOrder());
        for (int i = 0; i < 300; i++) {
            Key key = node.foreignKey(i);
            if (node.ring.lookup(key).contains(away)) {
                keys.putIfAbsent(node.ring.partition(key), key);
            }
        }
        assertThat(keys.size()).isGreaterThan(3);
        node.dead(away);
        for (Key key : keys.values()) {
            node.keep(key, ONE, away);
            node.runFor(1_000);
        }
        node.alive(away);
        node.runFor(10_000);
        assertThat(node.sent).extracting(ReplicaWrite::partition).containsExactlyElementsOf(keys.keySet());
    }

    @Test
    void bytesUnderWayAreBoundedToo() {
        HandoffNode node = new HandoffNode();
        KeyRecord large = HandoffNode.record(1, "x".repeat(100_000));
        for (int i = 0; i < 8; i++) {
            Key key = node.foreignKey(i);
            node.keep(key, large, owner(node, key, 0));
        }
        node.alive(0, 1, 2, 3, 4, 6);
        node.runFor(10_000);
        assertThat(node.sent).hasSize(8);
        assertThat(node.mostInFlight).isEqualTo(2);
        assertThat(node.scanned()).isZero();
    }

    @Test
    void pastItsAgeItGoesOnlyWhenItsWriteIsKnownToBeOnEnoughOwners() {
        HandoffNode node = new HandoffNode();
        Key covered = node.foreignKey(0);
        Key single = node.foreignKey(1);
        node.alive(0, 1, 2, 3, 4, 6);
        int away = owner(node, covered, 2);
        node.dead(away);
        node.keep(covered, ONE, node.ring.lookup(covered).toArray());
        node.runFor(5_000);
        assertThat(node.owners(covered)).containsExactly(away);
        node.keep(single, ONE, away);
        node.answers = (to, write) -> Failure.TimedOut.TIMED_OUT;
        node.runFor(HandoffNode.SETTINGS.maxAgeMillis() - 10_000);
        assertThat(node.dropped).isZero();
        node.runFor(70_000);
        assertThat(node.dropped).isEqualTo(1);
        assertThat(node.owners(covered)).isEmpty();
        assertThat(node.due).containsExactly(node.ring.partition(covered));
        assertThat(node.owners(single)).isNotEmpty();
    }

    @Test
    void goesNoFasterThanTheBackgroundBudgetGrants() {
        HandoffNode node = new HandoffNode();
        List<Runnable> asked = new ArrayList<>();
        node.background = new Background() {
            @Override
            public boolean request(BackgroundMetrics.Task task, long bytes, Runnable onGranted) {
                assertThat(task).isEqualTo(BackgroundMetrics.Task.HINTS);
                return asked.add(onGranted);
            }

            @Override
            public void took(BackgroundMetrics.Task task, long bytes) {}
        };
        node.restart();
        Key key = node.foreignKey(0);
        int owner = owner(node, key, 0);
        node.alive(owner);
        node.keep(key, ONE, owner);
        node.runFor(10_000);
        assertThat(node.sent).isEmpty();
        assertThat(asked).hasSize(1);
        asked.remove(0).run();
        node.runFor(1_000);
        assertThat(node.at(owner, key)).isEqualTo(ONE);
    }
}
