package io.gramme.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the schedules of several owners do of themselves. */
class ScheduledRepairSimTest {
    private static final int PARTITIONS = 6;
    private static final int KEYS = 300;
    private static final int WIPED = 2;
    private static final String VALUE = "v".repeat(1_000);

    private final RepairWorld world = new RepairWorld();

    private void fillTheOthers() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (Key key : world.keys(partition, KEYS)) {
                world.plant(0, key, RepairWorld.record(1, 1, VALUE));
                world.plant(1, key, RepairWorld.record(1, 1, VALUE));
            }
        }
    }

    private void runUntilNobodyHasAnythingDue(List<Integer> nodes) {
        for (int node : nodes) {
            world.repairs.get(node).markAllDue();
            world.repairs.get(node).pause(false);
        }
        for (int seconds = 0; seconds < 120; seconds++) {
            world.cluster.runFor(1_000);
            if (nodes.stream().allMatch(node -> world.repairs.get(node).due() == 0)) {
                break;
            }
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(world.held(WIPED, partition)).hasSize(KEYS).isEqualTo(world.held(0, partition));
        }
    }

    /** Bytes of values that travelled, in values of all keys. */
    private double copiesMoved() {
        long moved = world.bytes.getOrDefault("RecordList", 0L) + world.bytes.getOrDefault("ReplicaWrite", 0L);
        return (double) moved / (PARTITIONS * KEYS * (VALUE.length() + 60));
    }

    @Test
    void anOwnerThatLostAllIsSentEachRecordByOneOfTheOthers() {
        fillTheOthers();
        runUntilNobodyHasAnythingDue(List.of(WIPED));
        assertThat(world.repairs.get(WIPED).totals().repaired()).isEqualTo(PARTITIONS * KEYS);
        assertThat(copiesMoved()).isBetween(0.9, 1.1);
    }

    @Test
    void aSecondOwnerIsPutOffWhileAnotherFindsDifferencesAndAnsweredWhereItIsEqual() {
        fillTheOthers();
        List<Exchanged> first = new ArrayList<>();
        world.repairs.get(0).exchange(0, WIPED, Task.REPAIR, first::add);
        world.cluster.runFor(ExchangeCore.PAUSE_MILLIS / 2);
        Exchanged second = world.exchange(1, WIPED, 0);
        assertThat(second.isPostponed()).isTrue();
        assertThat(second.bytes()).isPositive();
        assertThat(world.repairs.get(1).totals().rounds()).isZero();
        assertThat(world.exchange(1, 0, 0).isEqual()).isTrue();
        world.cluster.runFor(10_000);
        assertThat(first).extracting(Exchanged::pushed).containsExactly((long) KEYS);
        assertThat(world.exchange(1, WIPED, 0).isEqual()).isTrue();
    }

    @Test
    void soItIsWhenTheOthersBeginRoundsToo() {
        fillTheOthers();
        runUntilNobodyHasAnythingDue(List.of(0, 1, WIPED));
        // Two that begin within one turn of messages do the same work.
        assertThat(copiesMoved()).isBetween(0.9, 1.5);
    }
}
