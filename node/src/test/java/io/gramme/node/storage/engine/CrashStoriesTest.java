package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.DiskFaults;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.log.LogSettings;
import io.gramme.node.storage.log.SyncMode;
import io.gramme.ring.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Crashes that lost or revived data in stores like this one; each by name. */
class CrashStoriesTest {
    private static final String FILLER = "a value that is long enough to fill segments of a few kilobytes soon ";

    /** Steps of background work wait here, so that a test decides when compaction goes on. */
    private static final class HeldPace implements Pace {
        final List<Runnable> held = new ArrayList<>();
        boolean holding;

        @Override
        public void next(long bytes, Runnable next) {
            if (holding) {
                held.add(next);
            } else {
                next.run();
            }
        }
    }

    private static void fill(EngineOnDisk disk, String prefix, int keys, int round) {
        for (int i = 0; i < keys; i++) {
            disk.put(prefix + i, FILLER + round + "/" + i);
        }
    }

    private static EngineOnDisk powerLoss(EngineOnDisk disk) {
        return new EngineOnDisk(disk.files.crash(Crash.syncedOnly()), 99);
    }

    @Test
    void aRelocationBehindANewerPutDoesNotBringTheOldRecordBack() {
        for (long seed = 0; seed < 30; seed++) {
            EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), seed);
            fill(disk, "cold", 10, 0);
            // One record in each cold segment stays alive while everything around it dies.
            for (int round = 1; round < 12; round++) {
                fill(disk, "hot", 40, round);
                // Not settled: these overtake the relocation that runs meanwhile.
                for (int i = 0; i < 10; i++) {
                    int version = round;
                    disk.put("cold" + i, FILLER + "newer " + version, () -> {});
                    disk.loops.turns(3);
                }
                disk.flush();
            }
            disk.loops.settle();
            EngineOnDisk next = powerLoss(disk);
            for (int i = 0; i < 10; i++) {
                assertThat(next.get("cold" + i)).as("seed %s", seed).isEqualTo(FILLER + "newer 11");
            }
        }
    }

    @Test
    void aQuietGroupDoesNotPinTheReplayStart() throws IOException {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 3);
        Key quiet = EngineOnDisk.key("quiet");
        disk.put("quiet", "written once");
        int group = Groups.ofPartition(EngineOnDisk.PARTITIONS.of(quiet));
        for (int i = 0; i < 4_000; i++) {
            Key key = EngineOnDisk.key("busy" + i % 50);
            if (Groups.ofPartition(EngineOnDisk.PARTITIONS.of(key)) != group) {
                disk.put("busy" + i % 50, FILLER + i);
            }
        }
        assertThat(disk.files.list("log")).doesNotContain("0000000001.seg").hasSizeLessThan(25);
        EngineOnDisk next = powerLoss(disk);
        assertThat(next.get("quiet")).isEqualTo("written once");
        assertThat(next.logDamage).isEmpty();
    }

    @Test
    void validFramesBeyondATornOneNeitherCountNorComeBackLater() {
        SimFiles files = SimFiles.empty();
        EngineOnDisk disk = new EngineOnDisk(files, 4);
        disk.put("k", "acknowledged");
        long before = size(files, "log/0000000001.seg");
        // Two batches reach the page cache under one fsync that never happens.
        Storage storage = disk.storage(EngineOnDisk.key("k"));
        assertThat(storage).isNotNull();
        disk.put("k", "torn", () -> {});
        disk.loops.settle();
        long after = size(files, "log/0000000001.seg");
        disk.put("k", "beyond", () -> {});
        disk.loops.settle();
        SimFiles damaged = tornAt(files, before, after);
        EngineOnDisk next = new EngineOnDisk(damaged, 5);
        // "beyond" was written after "torn" was durable: so this is damage, told as such, and what is readable counts.
        assertThat(next.logDamage).hasSize(1);
        assertThat(next.get("k")).isEqualTo("beyond");
    }

    private static SimFiles tornAt(SimFiles files, long from, long to) {
        try {
            files.flipBit("log/0000000001.seg", (from + to) / 2, 3);
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
        return files.crash(Crash.everything());
    }

    private static long size(SimFiles files, String path) {
        try {
            return files.size(path);
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Test
    void unsyncedFramesBeyondATornOneAreCutOffForGood() {
        for (long seed = 0; seed < 200; seed++) {
            SimFiles files = SimFiles.empty();
            EngineOnDisk disk = new EngineOnDisk(files, seed);
            disk.put("k", "acknowledged");
            files.inject(new NoForce());
            for (int i = 0; i < 8; i++) {
                disk.put("k" + i, FILLER.repeat(10) + i, () -> {});
            }
            disk.loops.settle();
            EngineOnDisk next = new EngineOnDisk(files.crash(Crash.arbitrary(new SeededRandomness(seed))), seed);
            assertThat(next.logDamage).as("seed %s", seed).isEmpty();
            assertThat(next.get("k")).isEqualTo("acknowledged");
            List<String> kept = values(next);
            next.put("later", "x");
            EngineOnDisk last = powerLoss(next);
            assertThat(last.logDamage).as("seed %s", seed).isEmpty();
            assertThat(values(last)).isEqualTo(kept);
        }
    }

    /** Forces fail, so that a commit stays in the page cache and nothing is acknowledged. */
    private static final class NoForce implements DiskFaults {
        @Override
        public boolean failsForce(String path) {
            throw new IllegalStateException("the process dies inside fsync");
        }
    }

    private static List<String> values(EngineOnDisk disk) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            values.add(String.valueOf(disk.get("k" + i)));
        }
        return values;
    }

    @Test
    void aDamagedRunIsRebuiltAndRemovedKeysStayRemovedThoughTheirRemovalsWereCompacted() throws IOException {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 6);
        // The old records lie in segments that stay, because most of what is beside them lives.
        for (int i = 0; i < 120; i++) {
            disk.put("kept" + i, FILLER + "0/" + i);
            if (i % 6 == 0) {
                disk.put("gone" + i / 6, FILLER + "0/" + i);
            }
        }
        // Their removals lie in segments that compaction takes away, because nothing else in them lives.
        for (int round = 1; round < 20; round++) {
            fill(disk, "hot", 60, round);
            disk.remove("gone" + round);
        }
        disk.remove("gone0");
        for (int round = 20; round < 30; round++) {
            fill(disk, "hot", 60, round);
            disk.flush();
        }
        for (int group = 0; group < Groups.COUNT; group++) {
            for (String name : disk.files.list(Groups.directory(group))) {
                if (name.contains(".")) {
                    disk.files.flipBit(Groups.directory(group) + "/" + name, 20, 1);
                }
            }
        }
        EngineOnDisk next = powerLoss(disk);
        assertThat(next.indexDamage).isNotEmpty();
        assertThat(next.files.list("log")).contains("0000000001.seg").doesNotContain("0000000012.seg");
        for (int i = 0; i < 20; i++) {
            assertThat(next.get("gone" + i)).as("gone%s", i).isNull();
            assertThat(next.get("kept" + i)).isEqualTo(FILLER + "0/" + i);
        }
        assertThat(next.get("hot7")).isEqualTo(FILLER + "29/7");
        next.flush();
        EngineOnDisk last = powerLoss(next);
        assertThat(last.indexDamage).isEmpty();
        assertThat(last.get("gone3")).isNull();
        assertThat(last.get("kept3")).isEqualTo(FILLER + "0/3");
    }

    @Test
    void heldCompactionLeavesTheSourceUntilEveryManifestIsPast() throws IOException {
        HeldPace pace = new HeldPace();
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 8, EngineOnDisk.settings(2), pace);
        fill(disk, "cold", 5, 0);
        pace.holding = true;
        for (int round = 1; round < 10; round++) {
            fill(disk, "hot", 40, round);
        }
        disk.flush();
        EngineOnDisk next = powerLoss(disk);
        for (int i = 0; i < 5; i++) {
            assertThat(next.get("cold" + i)).isEqualTo(FILLER + "0/" + i);
        }
        assertThat(next.storage(EngineOnDisk.key("cold1")).header(Space.LIVE, EngineOnDisk.key("cold1")))
                .isInstanceOf(Storage.HeaderFound.class);
    }

    /** What a cell says of the log may never be ahead of it (swarm seed 1182). */
    @Test
    void whatIsForcedUnderAnIntervalSurvivesAPowerLoss() {
        for (long seed = 0; seed < 30; seed++) {
            LogSettings log = EngineOnDisk.settings(2).log();
            LogSettings lazy = new LogSettings(
                    SyncMode.INTERVAL,
                    64 << 10,
                    log.batchBytes(),
                    log.outstandingBytes(),
                    log.maxPayloadBytes(),
                    60_000,
                    log.preallocate(),
                    log.disk());
            EngineOnDisk disk = new EngineOnDisk(
                    SimFiles.empty(), seed, EngineOnDisk.settings(2).withLog(lazy));
            Key key = EngineOnDisk.key("key");
            disk.put("key", "old");
            boolean[] forced = new boolean[1];
            // More than two batches, so that the last of them waits for its turn when the force is asked for.
            for (int i = 0; i < 60; i++) {
                disk.put(Space.LIVE, key, (FILLER + i).getBytes(StandardCharsets.UTF_8), durability -> {});
            }
            disk.put("key", "forced", () -> {});
            disk.storage(key).force(() -> forced[0] = true);
            while (!forced[0]) {
                assertThat(disk.loops.turn()).as("seed %s", seed).isTrue();
            }
            SimFiles afterForce = disk.files.crash(Crash.syncedOnly());
            assertThat(new EngineOnDisk(afterForce, 99).get("key"))
                    .as("seed %s", seed)
                    .isEqualTo("forced");
        }
    }
}
