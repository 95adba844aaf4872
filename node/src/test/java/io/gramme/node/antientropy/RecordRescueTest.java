package io.gramme.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.antientropy.RecordRescue.Result;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.coordinator.TestCluster;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.ring.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A record of the first node cannot be read; what the other owners hold decides what becomes of it. */
class RecordRescueTest {
    private static final Key KEY = Key.of("b", "damaged");

    @Test
    void anotherOwnersCopyTakesItsPlace() {
        TestCluster cluster = new TestCluster(3);
        cluster.node(1)
                .records
                .receive(
                        Storage.WriteKind.RELIEF,
                        Space.LIVE,
                        KEY,
                        RepairWorld.record(1, 1, "theirs"),
                        durability -> {});
        damage(cluster.node(0));
        assertThat(rescue(cluster)).isEqualTo(Result.REDUCED);
        assertThat(lookup(cluster)).isInstanceOf(RecordStore.Held.class);
    }

    @Test
    void whatNobodyElseHasGoesOnceAllOthersHaveSaidSo() {
        TestCluster cluster = new TestCluster(3);
        damage(cluster.node(0));
        assertThat(rescue(cluster)).isEqualTo(Result.REDUCED);
        assertThat(lookup(cluster)).isInstanceOf(RecordStore.Missing.class);
    }

    @Test
    void whatAnotherOwnerKnowsOnlyByItsClockGoesAndNothingEmptyIsStored() {
        TestCluster cluster = new TestCluster(3);
        KeyRecord purged =
                new KeyRecord(RepairWorld.record(1, 1, "gone").context(), List.of(), SiblingsMode.KEEP, List.of());
        cluster.node(1).records.receive(Storage.WriteKind.RELIEF, Space.LIVE, KEY, purged, durability -> {});
        damage(cluster.node(0));
        assertThat(rescue(cluster)).isEqualTo(Result.REDUCED);
        assertThat(lookup(cluster)).isInstanceOf(RecordStore.Missing.class);
    }

    @Test
    void itWaitsForAnOwnerThatDoesNotAnswer() {
        TestCluster cluster = new TestCluster(3);
        damage(cluster.node(0));
        damage(cluster.node(2));
        assertThat(rescue(cluster)).isEqualTo(Result.WAITING);
        assertThat(lookup(cluster)).isInstanceOf(RecordStore.Broken.class);
    }

    @Test
    void anOnlyOwnerKeepsWhatCannotBeRead() {
        TestCluster cluster = new TestCluster(1, 1);
        damage(cluster.node(0));
        assertThat(rescue(cluster)).isEqualTo(Result.WAITING);
        assertThat(lookup(cluster)).isInstanceOf(RecordStore.Broken.class);
    }

    private static RecordStore.Lookup lookup(TestCluster cluster) {
        return cluster.node(0).records.lookup(Space.LIVE, KEY);
    }

    /** Something is stored that is no record. */
    private static void damage(TestNode node) {
        Storage storage = node.records.storage();
        byte[] payload = {1, 2, 3};
        Storage.Reserved room = (Storage.Reserved) storage.reserve(Storage.WriteKind.RELIEF, payload.length);
        Entry entry = new Entry(new Header(7, 0, 1, 0), payload);
        storage.write(room.reservation(), Space.LIVE, KEY, entry, durability -> {});
        assertThat(node.records.lookup(Space.LIVE, KEY)).isInstanceOf(RecordStore.Broken.class);
    }

    private static Result rescue(TestCluster cluster) {
        TestNode node = cluster.node(0);
        int partition = cluster.ring().partition(KEY);
        return cluster.await(
                callback -> new RecordRescue(RepairWorld.ports(node), node.records, partition, KEY, callback).start());
    }
}
