package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.ScriptedFaults;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.RefusalReason;
import io.gramme.node.storage.Storage.Refused;
import io.gramme.node.storage.Storage.Reserved;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.node.storage.log.LogSettings;
import io.gramme.node.storage.log.SyncMode;
import io.gramme.ring.Partitions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the engine refuses, and what stops it. */
class EngineLimitsTest {
    private static Storage.ReserveOutcome reserve(EngineOnDisk disk, WriteKind kind, int bytes) {
        return disk.storage(EngineOnDisk.key("k")).reserve(kind, bytes);
    }

    @Test
    void refusesARecordThatIsTooLargeAtTheBound() {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 1);
        assertThat(reserve(disk, WriteKind.ORDINARY, 64 << 10)).isInstanceOf(Reserved.class);
        assertThat(reserve(disk, WriteKind.ORDINARY, (64 << 10) + 1)).isEqualTo(new Refused(RefusalReason.TOO_LARGE));
    }

    @Test
    void aRecordLargerThanASegmentHasASegmentOfItsOwn() {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 1);
        String large = "x".repeat(60_000);
        disk.put("large", large);
        disk.put("small", "y");
        EngineOnDisk next = new EngineOnDisk(disk.files.crash(Crash.syncedOnly()), 2);
        assertThat(next.get("large")).isEqualTo(large);
        assertThat(next.get("small")).isEqualTo("y");
    }

    @Test
    void refusesMoreThanMayBeOutstandingAndTakesMoreOnceItIsCommittedOrReleased() {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 1);
        Storage storage = disk.storage(EngineOnDisk.key("k"));
        List<Storage.Reservation> rooms = new ArrayList<>();
        Storage.ReserveOutcome outcome = storage.reserve(WriteKind.ORDINARY, 60_000);
        while (outcome instanceof Reserved reserved) {
            rooms.add(reserved.reservation());
            outcome = storage.reserve(WriteKind.ORDINARY, 60_000);
        }
        assertThat(outcome).isEqualTo(new Refused(RefusalReason.OVERLOADED));
        assertThat(rooms).hasSize((1 << 20) / 61_300);
        storage.release(rooms.remove(0));
        assertThat(storage.reserve(WriteKind.ORDINARY, 60_000)).isInstanceOf(Reserved.class);
        assertThat(storage.reserve(WriteKind.ORDINARY, 60_000)).isInstanceOf(Refused.class);
        rooms.forEach(room ->
                storage.write(room, Space.LIVE, EngineOnDisk.key("k"), EngineOnDisk.entry(new byte[9]), d -> {}));
        disk.loops.settle();
        assertThat(storage.reserve(WriteKind.ORDINARY, 60_000)).isInstanceOf(Reserved.class);
    }

    @Test
    void aFullDiskRefusesNewDataWhileReadsAndRemovalsGoOn() {
        SimFiles files = SimFiles.empty();
        LogSettings full = new LogSettings(
                SyncMode.GROUP,
                8 << 10,
                2 << 10,
                1 << 20,
                4 << 10,
                10,
                false,
                new LogSettings.DiskLimits(0.5, 2_500_000));
        EngineOnDisk disk = new EngineOnDisk(files, 1, EngineOnDisk.settings(2).withLog(full));
        disk.put("k", "v");
        files.capacity(8_000_000);
        int stored = 0;
        Storage.ReserveOutcome outcome = reserve(disk, WriteKind.ORDINARY, 3_000);
        while (outcome instanceof Reserved reserved && stored < 5_000) {
            disk.storage(EngineOnDisk.key("k")).release(reserved.reservation());
            disk.put("k" + stored++, "v".repeat(3_000));
            outcome = reserve(disk, WriteKind.ORDINARY, 3_000);
        }
        assertThat(disk.fatal).isEmpty();
        assertThat(outcome).isEqualTo(new Refused(RefusalReason.DISK_FULL));
        assertThat(disk.get("k")).isEqualTo("v");
        Storage.ReserveOutcome relief = reserve(disk, WriteKind.RELIEF, 0);
        assertThat(relief).isInstanceOf(Reserved.class);
        disk.storage(EngineOnDisk.key("k"))
                .remove(((Reserved) relief).reservation(), Space.LIVE, EngineOnDisk.key("k"), d -> {});
        disk.loops.settle();
        assertThat(disk.get("k")).isNull();
        disk.files.capacity(Long.MAX_VALUE / 4);
        disk.loops.pass(2_000);
        assertThat(reserve(disk, WriteKind.ORDINARY, 3_000)).isInstanceOf(Reserved.class);
        assertThat(disk.fatal).isEmpty();
    }

    @Test
    void anFsyncErrorStopsTheNodeAndNothingUnforcedIsAcknowledged() {
        SimFiles files = SimFiles.empty();
        EngineOnDisk disk = new EngineOnDisk(files, 1);
        disk.put("before", "v");
        ScriptedFaults faults = new ScriptedFaults();
        faults.failForceAfter(0);
        files.inject(faults);
        List<String> acknowledged = new ArrayList<>();
        disk.put("during", "v", () -> acknowledged.add("during"));
        disk.loops.settle();
        disk.put("after", "v", () -> acknowledged.add("after"));
        disk.loops.settle();
        assertThat(acknowledged).isEmpty();
        assertThat(disk.fatal).hasSize(1);
        assertThat(disk.fatal.get(0)).contains("could not be written or forced").contains("fsync");
        EngineOnDisk next = new EngineOnDisk(files.crash(Crash.syncedOnly()), 2);
        assertThat(next.get("before")).isEqualTo("v");
    }

    @Test
    void aShortWriteStopsTheNodeAndTheTornFrameIsCutOff() {
        SimFiles files = SimFiles.empty();
        EngineOnDisk disk = new EngineOnDisk(files, 1);
        disk.put("before", "v");
        ScriptedFaults faults = new ScriptedFaults();
        faults.failAppendAfter(50);
        files.inject(faults);
        disk.put("during", "v".repeat(200), () -> {
            throw new IllegalStateException("acknowledged");
        });
        disk.loops.settle();
        assertThat(disk.fatal).hasSize(1);
        EngineOnDisk next = new EngineOnDisk(files.crash(Crash.everything()), 2);
        assertThat(next.get("before")).isEqualTo("v");
        assertThat(next.get("during")).isNull();
        assertThat(next.logDamage).isEmpty();
    }

    @Test
    void intervalSyncAcknowledgesAsBufferedAndForcesWithinTheInterval() {
        LogSettings log = EngineOnDisk.settings(2).log().withSync(SyncMode.INTERVAL);
        SimFiles files = SimFiles.empty();
        EngineOnDisk disk = new EngineOnDisk(files, 1, EngineOnDisk.settings(2).withLog(log));
        List<Storage.Durability> told = new ArrayList<>();
        disk.put(Space.LIVE, EngineOnDisk.key("k"), new byte[] {'v'}, told::add);
        disk.loops.settle();
        assertThat(told).containsExactly(Storage.Durability.BUFFERED);
        assertThat(new EngineOnDisk(files.image(Crash.syncedOnly()), 2).get("k"))
                .isNull();
        disk.loops.pass(10);
        assertThat(new EngineOnDisk(files.image(Crash.syncedOnly()), 3).get("k"))
                .isEqualTo("v");
    }

    /** Peers remember what they are told, and take a disk with less for an older copy (swarm seed 13173). */
    @Test
    void underAnIntervalNoMoreOfTheLogIsToldThanALossOfPowerLeaves() {
        LogSettings log = EngineOnDisk.settings(1).log().withSync(SyncMode.INTERVAL);
        SimFiles files = SimFiles.empty();
        EngineOnDisk disk = new EngineOnDisk(files, 1, EngineOnDisk.settings(1).withLog(log));
        for (int i = 0; i < 20; i++) {
            disk.put(Space.LIVE, EngineOnDisk.key("k"), new byte[] {'v'}, durability -> {});
            disk.loops.settle();
            long told = disk.engine.syncedEnd();
            assertThat(new EngineOnDisk(files.image(Crash.syncedOnly()), 2, EngineOnDisk.settings(1))
                            .engine.openedEnd())
                    .isGreaterThanOrEqualTo(told);
            disk.loops.pass(3);
        }
        assertThat(disk.engine.syncedEnd()).isGreaterThan(disk.engine.openedEnd());
    }

    @Test
    void twoProcessesOnOneDirectoryAreRefused() {
        SimFiles files = SimFiles.empty();
        new EngineOnDisk(files, 1);
        assertThatThrownBy(() -> new EngineOnDisk(files, 2)).hasMessageContaining("locked");
    }

    @Test
    void aDirectoryOfANewerFormatOrOfOtherPartitionsIsRefused() throws IOException {
        SimFiles files = SimFiles.empty();
        new EngineOnDisk(files, 1).close();
        EngineSettings other = new EngineSettings(
                new Partitions(64),
                EngineOnDisk.settings(2).treeKey(),
                2,
                LogSettings.DEFAULT,
                EngineOnDisk.settings(2).merge(),
                1,
                1,
                1,
                0);
        assertThatThrownBy(() -> new EngineOnDisk(files.image(Crash.everything()), 2, other))
                .hasMessageContaining("32 partitions, the settings say 64");
        new DurableCell(files, "", "MANIFEST")
                .write(ByteBuffer.allocate(4).putInt(2).array());
        assertThatThrownBy(() -> new EngineOnDisk(files.crash(Crash.everything()), 3))
                .hasMessageContaining("format 2, this version reads 1");
    }

    @Test
    void nothingIsServedOrTakenAfterTheClose() {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 1);
        disk.put("k", "v");
        disk.close();
        assertThat(disk.read("k")).isInstanceOf(Storage.Unreadable.class);
        assertThat(reserve(disk, WriteKind.ORDINARY, 1)).isEqualTo(new Refused(RefusalReason.STOPPED));
    }
}
