package io.gramme.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.mapdb.MapDbRuns;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A crash at any point of a flush or merge leaves the runs that the last manifest named, whole. */
class IndexGroupCrashTest {
    private final Random random = new Random(3);
    private final NavigableMap<byte[], IndexEntry> durable = new TreeMap<>(IndexKey::compare);
    private final SimFiles files = SimFiles.recording();

    @Test
    void theRunsOfTheManifestAreWholeAfterACrashAtAnyPoint() throws Exception {
        files.createDirectories("index");
        files.forceDirectory("");
        IndexGroup group = open(files, List.of());
        List<byte[]> keys = IndexKeys.pool(random, 300);
        for (int i = 0; i < 3; i++) {
            change(group, keys.subList(100 * i, 100 * i + 100));
            flush(group);
        }
        List<String> manifest = group.runs();
        NavigableMap<byte[], IndexEntry> before = new TreeMap<>(IndexKey::compare);
        before.putAll(durable);
        int from = files.history().size();

        change(group, keys.subList(50, 150));
        flush(group);
        RunBuild merge = group.planFullMerge(RunBuild.RemovalGate.KEEP_ALL);
        assertThat(IndexKeys.drive(merge)).isEqualTo(new RunBuild.Done());
        group.install(merge);
        List<String> newManifest = group.runs();
        int to = files.history().size();

        for (int operations = from; operations <= to; operations++) {
            SimFiles prefix = files.atPrefix(operations);
            requireHolds(prefix.image(Crash.syncedOnly()), manifest, before);
            requireHolds(prefix.image(Crash.everything()), manifest, before);
            for (int coin = 0; coin < 3; coin++) {
                Crash torn = Crash.arbitrary(new SeededRandomness(operations * 31L + coin));
                requireHolds(prefix.image(torn), manifest, before);
            }
        }
        requireHolds(files.image(Crash.syncedOnly()), newManifest, durable);
    }

    private void change(IndexGroup group, List<byte[]> keys) {
        for (byte[] key : keys) {
            IndexEntry entry = random.nextInt(4) == 0 ? IndexKeys.removal(random) : IndexKeys.entry(random);
            group.put(key, entry);
            durable.put(key, entry);
        }
    }

    private static void flush(IndexGroup group) {
        RunBuild flush = group.freeze();
        assertThat(IndexKeys.drive(flush)).isEqualTo(new RunBuild.Done());
        group.install(flush);
    }

    private static void requireHolds(SimFiles disk, List<String> manifest, NavigableMap<byte[], IndexEntry> expected)
            throws Exception {
        IndexGroup group = open(disk, manifest);
        assertThat(group.unreadableRuns()).isEmpty();
        expected.forEach((key, entry) -> assertThat(group.get(key)).isEqualTo(IndexLookup.of(entry)));
        assertThat(new MapDbRuns(disk, "index").list()).isEqualTo(manifest);
        group.put(expected.firstKey(), expected.firstEntry().getValue());
        flush(group);
        group.close();
    }

    private static IndexGroup open(SimFiles disk, List<String> manifest) throws Exception {
        return IndexGroup.open(new MapDbRuns(disk, "index"), MergePolicy.DEFAULT, manifest);
    }
}
