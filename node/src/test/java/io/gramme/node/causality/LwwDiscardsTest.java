package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.memory.MemoryStorage;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import org.junit.jupiter.api.Test;

/** A replica that drops a concurrent version counts it, once, wherever the versions met. */
class LwwDiscardsTest {
    private static final Key KEY = Key.of("cart", "anna");

    private final SimLoop loop = new SimLoop();
    private final MemoryStorage.Loops loops =
            new MemoryStorage.Loops(new SimExecutor(loop, "shard"), new SimExecutor(loop, "log"), (message, cause) -> {
                throw new AssertionError(message, cause);
            });
    private final RecordStore records = new RecordStore(
            new MemoryStorage(new Partitions(16), loops, MemoryStorage.Limits.GENEROUS),
            new ActorIdentity(3, 0, 0),
            SipHash.withKey(1, 2),
            RecordStore.LedgerLookup.NONE);
    private int discarded;

    private void receive(Space space, KeyRecord record) {
        records.receive(Storage.WriteKind.RELIEF, space, KEY, record, durability -> {});
    }

    private static KeyRecord written(int node, long atMillis) {
        ScenarioNode writer = new ScenarioNode(node, SiblingsMode.LWW).at(atMillis);
        writer.put("by " + node, CausalContext.EMPTY);
        return writer.record();
    }

    @Test
    void aMergeAtAReplicaCountsWhatItDropsOnce() {
        records.onDiscarded(versions -> discarded += versions);
        KeyRecord late = written(1, 2_000);
        KeyRecord early = written(2, 1_000);
        receive(Space.LIVE, late);
        assertThat(discarded).isZero();
        receive(Space.LIVE, early);
        assertThat(discarded).isEqualTo(1);
        receive(Space.LIVE, early);
        receive(Space.LIVE, late);
        assertThat(discarded).as("it is covered now").isEqualTo(1);
        receive(Space.HINT, late);
        receive(Space.HINT, early);
        assertThat(discarded).as("a hint is no replica").isEqualTo(1);
    }
}
