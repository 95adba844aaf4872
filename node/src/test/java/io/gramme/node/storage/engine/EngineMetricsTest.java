package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.gramme.node.metrics.dropwizard.DropwizardMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.log.LogSettings;
import io.gramme.node.storage.log.SyncMode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the engine tells its meter, as people read it: every figure of the store is set by what it is about. */
class EngineMetricsTest {
    private final DropwizardMetrics metrics = new DropwizardMetrics(new MetricRegistry(), "1", "c");
    private final SimFiles files = SimFiles.empty();

    /** Each look at it takes a millisecond. */
    private static final class TickingClock implements Clock {
        private long nanos;

        @Override
        public long wallMillis() {
            return nanos / 1_000_000;
        }

        @Override
        public long monotonicNanos() {
            nanos += 1_000_000;
            return nanos;
        }
    }

    private EngineOnDisk engine(EngineSettings settings) {
        return new EngineOnDisk(
                files, 1, settings, Pace.UNLIMITED, new EngineMeter(new TickingClock(), metrics::storage));
    }

    private double value(String sample) {
        List<String> lines = metrics.prometheusText()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .toList();
        assertThat(lines).as(sample).hasSize(1);
        return Double.parseDouble(lines.get(0).substring(sample.length() + 1));
    }

    private void takeStock(EngineOnDisk disk) {
        disk.engine.takeStock();
        disk.loops.settle();
    }

    @Test
    void everyRecordThatAnFsyncMadeDurableIsCountedOnce() {
        EngineOnDisk disk = engine(EngineOnDisk.settings(2));
        for (int i = 0; i < 20; i++) {
            disk.put("k" + i, "v");
        }
        assertThat(value("gramme_log_fsync_records_sum")).isEqualTo(20);
        assertThat(value("gramme_log_fsync_seconds_count")).isEqualTo(20);
        assertThat(value("gramme_log_fsync_seconds_sum")).isBetween(0.020, 0.1);
        assertThat(value("gramme_log_written_bytes_total")).isGreaterThan(20 * 30);
    }

    @Test
    void writesOfAnIntervalAreCountedWhenTheyAreForcedAndNotBefore() {
        LogSettings log = EngineOnDisk.settings(1).log();
        LogSettings lazy = new LogSettings(
                SyncMode.INTERVAL,
                log.segmentBytes(),
                log.batchBytes(),
                log.outstandingBytes(),
                log.maxPayloadBytes(),
                log.intervalMillis(),
                log.preallocate(),
                log.disk());
        EngineOnDisk disk = engine(EngineOnDisk.settings(1).withLog(lazy));
        for (int i = 0; i < 5; i++) {
            disk.put("k" + i, "v", () -> {});
        }
        disk.close();
        assertThat(value("gramme_log_fsync_records_sum")).isEqualTo(5);
    }

    @Test
    void readsOfTheStoreAreTimedAndThoseOfPendingWritesAreNot() {
        EngineOnDisk disk = engine(EngineOnDisk.settings(2));
        disk.put("k", "v");
        double before = value("gramme_storage_read_seconds_count");
        disk.put("pending", "v", () -> {});
        disk.get("pending");
        assertThat(value("gramme_storage_read_seconds_count")).isEqualTo(before);
        disk.loops.settle();
        disk.get("k");
        disk.get("none");
        assertThat(value("gramme_storage_read_seconds_count")).isEqualTo(before + 2);
    }

    @Test
    void runsAndCompactionAreCountedAndTheStockIsRight() {
        EngineOnDisk disk = engine(EngineOnDisk.settings(2));
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 40; i++) {
                disk.put("k" + i, "value " + round + " of some length, so that segments fill up");
            }
        }
        disk.flush();
        takeStock(disk);
        assertThat(value("gramme_index_run_build_seconds_count")).isPositive();
        assertThat(value("gramme_index_run_entries_total")).isGreaterThanOrEqualTo(40);
        assertThat(value("gramme_compaction_bytes_total{direction=\"read\"}")).isPositive();
        assertThat(value("gramme_compaction_bytes_total{direction=\"written\"}"))
                .isPositive();
        assertThat(value("gramme_storage_keys")).isEqualTo(40);
        assertThat(value("gramme_storage_bytes{kind=\"log_live\"}")).isBetween(40 * 60.0, 40 * 200.0);
        assertThat(value("gramme_storage_bytes{kind=\"log_dead\"}")).isPositive();
        assertThat(value("gramme_storage_bytes{kind=\"index\"}")).isPositive();
        assertThat(value("gramme_storage_bytes{kind=\"free\"}")).isPositive();
        for (int i = 0; i < 10; i++) {
            disk.remove("k" + i);
        }
        takeStock(disk);
        assertThat(value("gramme_storage_keys")).isEqualTo(30);
    }

    @Test
    void whatCannotBeReadAndWhatIsRefusedIsCounted() throws IOException {
        EngineOnDisk disk = engine(EngineOnDisk.settings(2));
        disk.put("k", "v");
        disk.files.flipBit("log/0000000001.seg", disk.files.size("log/0000000001.seg") - 40, 5);
        disk.files.flipBit("log/0000000001.seg", disk.files.size("log/0000000001.seg") - 4, 5);
        assertThat(disk.read("k")).isInstanceOf(Storage.Unreadable.class);
        assertThat(value("gramme_storage_errors_total")).isEqualTo(1);

        Storage storage = disk.storage(EngineOnDisk.key("k"));
        boolean refused = false;
        for (int i = 0; i < 1_000 && !refused; i++) {
            refused = storage.reserve(Storage.WriteKind.ORDINARY, 60 << 10) instanceof Storage.Refused;
        }
        assertThat(refused).isTrue();
        assertThat(value("gramme_storage_refused_total{reason=\"queue_full\"}")).isEqualTo(1);
    }
}
