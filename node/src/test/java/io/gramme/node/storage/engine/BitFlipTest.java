package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rotten bits in every type of file: never served, never taken for a key that is not there without saying so. */
class BitFlipTest {
    private static final int KEYS = 60;

    private static SimFiles filled(Map<String, String> expected) {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 11);
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < KEYS; i++) {
                String value = "a value of some length, round " + round + " of key " + i;
                disk.put("k" + i, value);
                expected.put("k" + i, value);
            }
        }
        for (int i = 0; i < KEYS; i += 7) {
            disk.remove("k" + i);
            expected.remove("k" + i);
        }
        return disk.files;
    }

    private static List<String> filesIn(SimFiles files) {
        List<String> paths = new ArrayList<>(List.of("MANIFEST"));
        files.list("log").forEach(name -> paths.add("log/" + name));
        for (int group = 0; group < Groups.COUNT; group++) {
            String directory = Groups.directory(group);
            files.list(directory).forEach(name -> paths.add(directory + "/" + name));
        }
        return paths;
    }

    @Test
    void aFlippedBitIsFoundOrHarmless() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        SimFiles sound = filled(expected);
        Randomness randomness = new SeededRandomness(12);
        int found = 0;
        for (String path : filesIn(sound)) {
            for (int i = 0; i < (path.startsWith("log") ? 12 : 4); i++) {
                SimFiles rotten = sound.image(Crash.syncedOnly());
                long offset = (long) (randomness.nextDouble() * rotten.size(path));
                rotten.flipBit(path, offset, randomness.nextInt(8));
                EngineOnDisk disk = new EngineOnDisk(rotten, 13);
                found += check(disk, expected, path + " at " + offset);
            }
        }
        assertThat(found).isGreaterThan(20);
    }

    /** @return 1 if the damage was told */
    private static int check(EngineOnDisk disk, Map<String, String> expected, String where) {
        List<String> wrong = new ArrayList<>();
        boolean unreadable = false;
        for (int i = 0; i < KEYS; i++) {
            String key = "k" + i;
            Storage.ReadOutcome outcome = disk.read(key);
            String want = expected.get(key);
            if (outcome instanceof Storage.Unreadable) {
                unreadable = true;
            } else if (!String.valueOf(want).equals(text(outcome))) {
                wrong.add(key + " holds " + text(outcome) + " instead of " + want);
            }
        }
        disk.loops.settle();
        boolean told = !disk.logDamage.isEmpty() || !disk.indexDamage.isEmpty();
        if (!told) {
            assertThat(wrong).as(where).isEmpty();
        }
        // Even where a lost stretch of log was told, what is served is some version that was acknowledged once.
        wrong.forEach(line -> assertThat(line).as(where).containsPattern("holds (null|a value of some length, round)"));
        return told || unreadable ? 1 : 0;
    }

    /** Lost trees are summed up from the index; a sum that misses what cannot be read would count below none one day. */
    @Test
    void treesOfARottenIndexAreNotSummedUpInPart() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        SimFiles sound = filled(expected);
        Map<Integer, Integer> keys = new TreeMap<>();
        expected.keySet()
                .forEach(key -> keys.merge(EngineOnDisk.PARTITIONS.of(EngineOnDisk.key(key)), 1, Integer::sum));
        Randomness randomness = new SeededRandomness(16);
        int found = 0;
        for (String path : filesIn(sound)) {
            for (int i = 0; path.endsWith(".run") && i < 6; i++) {
                SimFiles rotten = sound.image(Crash.syncedOnly());
                rotten.delete(path.substring(0, path.lastIndexOf('/')) + "/trees");
                long offset = (long) (randomness.nextDouble() * rotten.size(path));
                rotten.flipBit(path, offset, randomness.nextInt(8));
                EngineOnDisk disk = new EngineOnDisk(rotten, 17);
                found += disk.indexDamage.size();
                keys.forEach((partition, count) -> assertThat(disk.engine
                                .trees(Groups.shardOf(Groups.ofPartition(partition), 2))
                                .tree(partition)
                                .count())
                        .as("partition %s, %s at %s", partition, path, offset)
                        .isEqualTo(count));
            }
        }
        assertThat(found).isGreaterThan(20);
    }

    private static String text(Storage.ReadOutcome outcome) {
        return outcome instanceof Storage.Found there
                ? new String(there.entry().payload(), StandardCharsets.UTF_8)
                : "null";
    }

    @Test
    void aBadLastBatchOfASealedSegmentIsDamageNotATornTail() throws IOException {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 14);
        int[] sealedAt = new int[1];
        for (int i = 0; disk.files.list("log").size() < 2; i++) {
            disk.put("k" + i, "a value that fills the first segment, number " + i);
            sealedAt[0] = i;
        }
        String last = "k" + (sealedAt[0] - 1);
        assertThat(disk.get(last)).isNotNull();
        // The seal is the last frame of the file; the last record lies just before it.
        disk.files.flipBit("log/0000000001.seg", disk.files.size("log/0000000001.seg") - 40, 5);
        EngineOnDisk next = new EngineOnDisk(disk.files.crash(Crash.syncedOnly()), 15);
        assertThat(next.logDamage).isNotEmpty();
    }
}
