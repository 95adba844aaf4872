package io.gramme.node.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Marker;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.coordinator.HintStore;
import io.gramme.node.storage.Storage.Durability;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HintsTest {
    private static final KeyRecord ONE = HandoffNode.record(1, "one");
    private static final KeyRecord TWO = HandoffNode.record(2, "two");

    @Test
    void whatIsKeptIsMergedForAllItsOwners() {
        HandoffNode node = new HandoffNode();
        var key = node.foreignKey(0);
        assertThat(node.hints.lookup(key)).isEqualTo(HintStore.Missing.MISSING);
        assertThat(node.keep(key, ONE, 4)).isEqualTo(new HintStore.Kept(null));
        node.keep(key, TWO, 2, 4);
        HintStore.Held hint = (HintStore.Held) node.hints.lookup(key);
        assertThat(hint.stored()).isEqualTo(StoredRecord.unmarked(KeyRecord.merge(ONE, TWO)));
        assertThat(hint.owners()).containsExactly(2, 4);
        assertThat(node.hints.counts().pending()).isEqualTo(1);
        assertThat(node.hints.view()).extracting(HintTarget::node).containsExactly(2, 4);
    }

    @Test
    void acknowledgesAfterTheSyncAndAtOnceWhenNothingIsNew() {
        HandoffNode node = new HandoffNode();
        var key = node.foreignKey(0);
        List<Durability> reached = new ArrayList<>();
        node.hints.keep(key, ONE, node.owed(key, 4), reached::add);
        assertThat(node.hints.keep(key, ONE, node.owed(key, 4), reached::add)).isEqualTo(new HintStore.Kept(null));
        assertThat(reached).isEmpty();
        node.runFor(10);
        assertThat(reached).containsExactly(Durability.DURABLE, Durability.DURABLE);
        assertThat(node.hints.keep(key, ONE, node.owed(key, 4), reached::add))
                .isEqualTo(new HintStore.Kept(Durability.DURABLE));
        assertThat(reached).hasSize(2);
    }

    @Test
    void aRestartFindsAndCountsWhatWasSynced() {
        HandoffNode node = new HandoffNode();
        for (int i = 0; i < 20; i++) {
            node.keep(
                    node.foreignKey(i),
                    ONE,
                    node.ring.lookup(node.foreignKey(i)).toArray());
        }
        node.runFor(7_000);
        List<HintTarget> before = node.hints.view();
        long bytes = node.pendingBytes;
        node.keep(node.foreignKey(20), ONE, 4);
        node.restart();
        node.runFor(10);
        assertThat(node.hints.view()).isEqualTo(before);
        assertThat(before).allMatch(target -> target.oldestSeconds() == 7);
        assertThat(before.stream().mapToLong(HintTarget::pending).sum()).isEqualTo(60);
        assertThat(node.pending).isEqualTo(20);
        assertThat(node.pendingBytes).isEqualTo(bytes);
        assertThat(node.hints.lookup(node.foreignKey(20))).isEqualTo(HintStore.Missing.MISSING);
    }

    @Test
    void aHintThatArrivesBeforeItsPartitionIsCountedIsCountedOnce() {
        HandoffNode node = new HandoffNode();
        var key = node.foreignKey(0);
        node.keep(key, ONE, 4);
        node.runFor(10);
        node.restart();
        node.keep(key, TWO, 3);
        node.runFor(10);
        assertThat(node.hints.counts().pending()).isEqualTo(1);
        assertThat(node.pending).isEqualTo(1);
        assertThat(node.hints.view()).extracting(HintTarget::pending).containsExactly(1L, 1L);
    }

    @Test
    void aFullStoreRefusesCountsItAndMarksThePartition() {
        HandoffNode node = new HandoffNode(new HandoffSettings(60, 1_000, true));
        var first = node.foreignKey(0);
        var second = node.foreignKey(1);
        node.keep(first, ONE, 4);
        assertThat(node.hints.counts().bytes()).isBetween(1L, 60L);
        assertThat(node.keep(second, ONE, 4)).isEqualTo(HintStore.Full.FULL);
        assertThat(node.keep(first, TWO, 4)).isEqualTo(HintStore.Full.FULL);
        assertThat(node.hints.reserve(60)).isEqualTo(HintStore.Full.FULL);
        assertThat(node.refused).isEqualTo(3);
        assertThat(node.due).containsExactly(node.ring.partition(second), node.ring.partition(first));
        assertThat(((HintStore.Held) node.hints.lookup(first)).stored().record())
                .isEqualTo(ONE);
        assertThat(node.hints.lookup(second)).isEqualTo(HintStore.Missing.MISSING);
        assertThat(node.keep(first, ONE, 4)).isInstanceOf(HintStore.Kept.class);
    }

    @Test
    void aRecordCoordinatedOnTheHintKeepsItsMarkerUntilTheNodeIsSeenToHaveForgotten() {
        HandoffNode node = new HandoffNode();
        var key = node.foreignKey(0);
        StoredRecord marked = new StoredRecord(new Marker(5, 0), ONE);
        HintStore.Reserved room = (HintStore.Reserved) node.hints.reserve(1_000);
        node.hints.store(room.reservation(), key, marked, node.owed(key, 1, 2, 3), durability -> {});
        node.keep(key, TWO, 4);
        HintStore.Held hint = (HintStore.Held) node.hints.lookup(key);
        assertThat(hint.stored().marker()).isEqualTo(marked.marker());
        assertThat(hint.owners()).containsExactly(1, 2, 3, 4);
        node.keep(key, HandoffNode.record(HandoffNode.SELF, "forgotten"), 4);
        assertThat(((HintStore.Held) node.hints.lookup(key)).stored().marker()).isNull();
    }
}
