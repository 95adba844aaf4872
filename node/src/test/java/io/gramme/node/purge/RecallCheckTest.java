package io.gramme.node.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.background.Background;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.coordinator.TestCluster;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.metrics.PurgeMetrics;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecallCheckTest {
    private static final Key KEY = Key.of("b", "restored");

    private final TestCluster cluster = new TestCluster(3);
    private final TestNode node = cluster.node(0);
    private final int partition = cluster.ring().partition(KEY);
    private final List<Runnable> granted = new ArrayList<>();
    private final List<Boolean> ended = new ArrayList<>();
    private boolean stopped;

    @Test
    void whatNobodyAskedForIsNotLookedAtOnceTheNodeStops() {
        stopped = true;
        RecallCheck.start(ports(), new Closed(), partition, ended::add);
        assertThat(ended).isEmpty();
    }

    @Test
    void aCheckThatWaitsForTheBudgetWhenTheNodeStopsGoesNoFurther() {
        KeyRecord record = new KeyRecord(CausalContext.EMPTY, List.of(), SiblingsMode.KEEP, List.of());
        node.records.receive(Storage.WriteKind.RELIEF, Space.LIVE, KEY, record, durability -> {});
        RecallCheck.start(ports(), new Held(node.records), partition, ended::add);
        assertThat(granted).hasSize(1);
        stopped = true;
        granted.forEach(Runnable::run);
        cluster.loop.runFor(Duration.ofSeconds(10));
        assertThat(ended).isEmpty();
    }

    @Test
    void withoutAStopItEnds() {
        RecallCheck.start(ports(), new Held(node.records), partition, ended::add);
        assertThat(ended).containsExactly(true);
    }

    private RecallCheck.Ports ports() {
        Background background = new Background() {
            @Override
            public boolean request(Task task, long bytes, Runnable onGranted) {
                return granted.add(onGranted);
            }

            @Override
            public void took(Task task, long bytes) {}
        };
        return new RecallCheck.Ports(
                new PurgePeers(node.transport, node),
                node,
                background,
                (of, records, onDurable) -> {},
                PurgeMetrics.NONE,
                () -> stopped);
    }

    /** A store that is closed already. */
    private static final class Closed implements RecallCheck.Subject {
        @Override
        public Space space() {
            return Space.LIVE;
        }

        @Override
        public Storage storage() {
            throw new AssertionError("the store is closed");
        }

        @Override
        public @Nullable KeyRecord record(Key key) {
            throw new AssertionError("the store is closed");
        }

        @Override
        public boolean remove(int partition, Key key) {
            throw new AssertionError("the store is closed");
        }
    }

    private record Held(RecordStore records) implements RecallCheck.Subject {
        @Override
        public Space space() {
            return Space.LIVE;
        }

        @Override
        public Storage storage() {
            return records.storage();
        }

        @Override
        public @Nullable KeyRecord record(Key key) {
            return null;
        }

        @Override
        public boolean remove(int partition, Key key) {
            return false;
        }
    }
}
