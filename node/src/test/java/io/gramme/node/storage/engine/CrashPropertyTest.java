package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Acknowledged is at most recovered is at most sent: after every prefix of what the engine did to the disk, for torn and
 * reordered unsynced writes. {@code -Dcrash.rounds=N} multiplies the rounds.
 */
class CrashPropertyTest {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 1);
    private static final long SEED = Long.getLong("crash.seed", 7_001);

    @Test
    void everyPrefixOfTheRecordedOperationsRecovers() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            SimFiles files = SimFiles.recording();
            EngineOnDisk disk = new EngineOnDisk(files, seed, EngineOnDisk.settings(1 + round % 2));
            CrashWorkload workload = new CrashWorkload(new SeededRandomness(seed), 12);
            workload.run(disk, 80);
            int operations = files.history().size();
            for (int prefix = 0; prefix <= operations; prefix++) {
                crashAndCheck(files, workload, prefix, seed);
            }
        }
    }

    @Test
    void longRunsWithFlushesMergesAndCompactionRecoverAtAnyMoment() {
        for (int round = 0; round < 3 * ROUNDS; round++) {
            long seed = SEED + 1_000 + round;
            Randomness randomness = new SeededRandomness(seed);
            SimFiles files = SimFiles.recording();
            EngineOnDisk disk = new EngineOnDisk(files, seed, EngineOnDisk.settings(1 + round % 2));
            CrashWorkload workload = new CrashWorkload(randomness, 20);
            workload.run(disk, 1_500);
            int operations = files.history().size();
            for (int i = 0; i < 16; i++) {
                crashAndCheck(files, workload, operations - randomness.nextInt(operations * 3 / 4), seed);
            }
        }
    }

    @Test
    void oneProcessAfterAnotherCrashesAndNothingAcknowledgedIsLost() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            long seed = SEED + 2_000 + round;
            Randomness randomness = new SeededRandomness(seed);
            CrashWorkload workload = new CrashWorkload(randomness, 20);
            SimFiles files = SimFiles.empty();
            for (int life = 0; life < 15; life++) {
                EngineOnDisk disk = new EngineOnDisk(files, seed + life);
                assertThat(workload.verify(disk, Integer.MAX_VALUE))
                        .as("seed %s life %s", seed, life)
                        .isNull();
                assertThat(disk.logDamage).isEmpty();
                assertThat(disk.indexDamage).isEmpty();
                workload.run(disk, 100 + randomness.nextInt(200));
                if (randomness.nextInt(4) == 0) {
                    disk.close();
                }
                files = files.crash(Crash.arbitrary(randomness));
                workload.forgetUnacknowledged();
            }
        }
    }

    @Test
    void theLogAloneIsEnoughAtAnyMoment() throws Exception {
        for (int round = 0; round < 3 * ROUNDS; round++) {
            long seed = SEED + 3_000 + round;
            Randomness randomness = new SeededRandomness(seed);
            SimFiles files = SimFiles.recording();
            EngineOnDisk disk = new EngineOnDisk(files, seed, EngineOnDisk.settings(1 + round % 2));
            CrashWorkload workload = new CrashWorkload(randomness, 20);
            workload.run(disk, 1_500);
            int operations = files.history().size();
            for (int i = 0; i < 16; i++) {
                int prefix = operations - randomness.nextInt(operations * 3 / 4);
                EngineOnDisk rebuilt = new EngineOnDisk(
                        withoutRuns(files.atPrefix(prefix).image(Crash.arbitrary(randomness))), seed + i);
                assertThat(workload.verify(rebuilt, prefix))
                        .as("seed %s, prefix %s", seed, prefix)
                        .isNull();
            }
        }
    }

    /** The same disk after every index run was lost. */
    static SimFiles withoutRuns(SimFiles files) throws IOException {
        for (int group = 0; group < Groups.COUNT; group++) {
            for (String name : files.list(Groups.directory(group))) {
                files.delete(Groups.directory(group) + "/" + name);
            }
        }
        return files;
    }

    private static void crashAndCheck(SimFiles files, CrashWorkload workload, int prefix, long seed) {
        Randomness randomness = new SeededRandomness(seed * 31 + prefix);
        SimFiles at = files.atPrefix(prefix);
        int unsynced = at.unsyncedCount();
        List<Crash> crashes = List.of(
                Crash.syncedOnly(),
                Crash.everything(),
                Crash.arbitrary(randomness),
                new Crash.Prefix(randomness.nextInt(unsynced + 1), randomness.nextInt(400)));
        for (Crash crash : crashes) {
            try {
                EngineOnDisk recovered = new EngineOnDisk(at.image(crash), prefix);
                String wrong = workload.verify(recovered, prefix);
                if (wrong == null && !(recovered.logDamage.isEmpty() && recovered.indexDamage.isEmpty())) {
                    wrong = "damage reported: " + recovered.logDamage + recovered.indexDamage;
                }
                if (wrong == null) {
                    wrong = secondCrash(workload, recovered);
                }
                if (wrong != null) {
                    fail("seed %s, prefix %s, %s: %s", seed, prefix, crash, wrong);
                }
            } catch (RuntimeException broken) {
                throw new AssertionError("seed " + seed + ", prefix " + prefix + ", " + crash, broken);
            }
        }
    }

    /** What was once recovered stays, though the power goes again at once. */
    private static @Nullable String secondCrash(CrashWorkload workload, EngineOnDisk recovered) {
        var before = workload.contents(recovered);
        EngineOnDisk again = new EngineOnDisk(recovered.files.image(Crash.syncedOnly()), 1);
        var after = workload.contents(again);
        return before.equals(after) ? null : "the second start holds " + after + " instead of " + before;
    }
}
