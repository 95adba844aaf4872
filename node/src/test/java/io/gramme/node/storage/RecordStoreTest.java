package io.gramme.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.coordinator.TestCluster;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.ring.Key;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecordStoreTest {
    private static final Key KEY = Key.of("cart", "alice");

    /** The answer to a question from the time when this node owned the partition. */
    @Test
    void whatArrivesForAPartitionThatThisNodeLostIsNotMerged() {
        TestCluster cluster = new TestCluster(5);
        cluster.owner(KEY, 0).put(KEY, "v", null);
        cluster.runFor(50);
        KeyRecord record = Objects.requireNonNull(cluster.owner(KEY, 0).held(KEY));
        TestNode former = cluster.fallback(KEY, 0);
        former.records.takesLive(key -> false);
        assertThat(former.records.receive(WriteKind.RELIEF, Space.LIVE, KEY, record, durability -> {}))
                .isInstanceOf(RecordStore.NotReadable.class);
        assertThat(former.held(KEY)).isNull();
        assertThat(former.records.reinstate(KEY, record)).isInstanceOf(RecordStore.Merged.class);
        assertThat(former.held(KEY)).isEqualTo(record);
    }
}
