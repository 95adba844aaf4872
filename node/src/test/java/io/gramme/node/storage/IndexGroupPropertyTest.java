package io.gramme.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.nio.NioFiles;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.mapdb.MapDbRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The group against a sorted map, over random changes, flushes, merges and restarts. */
class IndexGroupPropertyTest {
    private static final String DIRECTORY = "index";
    /** Few runs, so that merges are frequent; the first run is large, so that they often leave it out. */
    private static final MergePolicy POLICY = new MergePolicy(3);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithASortedMapOnTheSimulatedDisk(long seed) throws Exception {
        SimFiles files = SimFiles.empty();
        files.createDirectories(DIRECTORY);
        files.forceDirectory("");
        Twin twin = new Twin(files, seed);
        for (int round = 0; round < 6; round++) {
            twin.changeAndCompare(500);
            SimFiles next = files.crash(Crash.syncedOnly());
            twin.restart(next);
            files = next;
        }
        assertThat(twin.mergesOfNewer).isPositive();
        assertThat(twin.merges).isGreaterThan(twin.mergesOfNewer);
    }

    @Test
    void agreesWithASortedMapOnARealDisk(@TempDir Path directory) throws Exception {
        NioFiles files = new NioFiles(directory);
        files.createDirectories(DIRECTORY);
        Twin twin = new Twin(files, 77);
        for (int round = 0; round < 2; round++) {
            twin.changeAndCompare(120);
            twin.restart(files);
        }
    }

    /** The map, what the log would hold since the last flush, and the manifest's list of runs. */
    private static final class Twin {
        private final Random random;
        private final List<byte[]> keys;
        private final NavigableMap<byte[], IndexEntry> live = new TreeMap<>(IndexKey::compare);
        private final Map<byte[], IndexEntry> removed = new TreeMap<>(IndexKey::compare);
        private final List<Map.Entry<byte[], IndexEntry>> log = new ArrayList<>();
        private int logAtFreeze;
        private List<String> manifest = List.of();
        private IndexGroup group;
        private RunBuild flush;
        private RunBuild merge;
        private int merges;
        private int mergesOfNewer;
        private boolean dropRemovals;

        Twin(Files files, long seed) throws Exception {
            random = new Random(seed);
            dropRemovals = seed % 2 == 0;
            keys = IndexKeys.pool(random, 2_000);
            group = IndexGroup.open(new MapDbRuns(files, DIRECTORY), POLICY, manifest);
            keys.subList(0, 1_800).forEach(key -> put(key, IndexKeys.entry(random)));
        }

        void changeAndCompare(int operations) throws Exception {
            for (int i = 0; i < operations; i++) {
                byte[] key = keys.get(random.nextInt(keys.size()));
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3 -> put(key, IndexKeys.entry(random));
                    case 4, 5 -> put(key, IndexKeys.removal(random));
                    case 6, 7, 8 -> compareGet(key);
                    case 9 -> compareScan();
                    case 10 -> background();
                    default -> walkWhileChanging();
                }
            }
            keys.forEach(this::compareGet);
            compareScan(new byte[0], null);
        }

        void restart(Files files) throws Exception {
            group.close();
            flush = null;
            merge = null;
            logAtFreeze = 0;
            group = IndexGroup.open(new MapDbRuns(files, DIRECTORY), POLICY, manifest);
            assertThat(group.runs()).isEqualTo(manifest);
            log.forEach(change -> group.put(change.getKey(), change.getValue()));
            keys.forEach(this::compareGet);
        }

        private void put(byte[] key, IndexEntry entry) {
            group.put(key, entry);
            log.add(Map.entry(key, entry));
            if (entry.removed()) {
                live.remove(key);
                removed.put(key, entry);
            } else {
                live.put(key, entry);
                removed.remove(key);
            }
        }

        private void compareGet(byte[] key) {
            IndexLookup found = group.get(key);
            IndexEntry expected = live.get(key);
            if (expected != null) {
                requireEqual(found, new IndexLookup.Hit(expected));
            } else if (removed.containsKey(key) && !(dropRemovals && found instanceof IndexLookup.Missing)) {
                requireEqual(found, new IndexLookup.Removed(removed.get(key)));
            } else {
                requireEqual(found, IndexLookup.Missing.MISSING);
            }
        }

        private void compareScan() {
            byte[] from = bound();
            byte[] to = random.nextInt(4) == 0 ? null : bound();
            if (to == null || IndexKey.compare(from, to) <= 0) {
                compareScan(from, to);
            } else {
                compareScan(to, from);
            }
        }

        private byte[] bound() {
            byte[] key = keys.get(random.nextInt(keys.size()));
            return switch (random.nextInt(4)) {
                case 0 -> IndexKey.partitionBound(Space.LIVE, random.nextInt(257));
                case 1 -> IndexKey.leafBound(Space.LIVE, IndexKey.partition(key), IndexKey.leaf(key));
                case 2 -> IndexKey.after(key);
                default -> key;
            };
        }

        private void compareScan(byte[] from, byte[] to) {
            NavigableMap<byte[], IndexEntry> expected =
                    to == null ? live.tailMap(from, true) : live.subMap(from, true, to, false);
            Iterator<Map.Entry<byte[], IndexEntry>> wanted = expected.entrySet().iterator();
            try (IndexCursor cursor = group.scan(from, to)) {
                while (cursor.next() == IndexCursor.Step.ENTRY) {
                    Map.Entry<byte[], IndexEntry> next = wanted.next();
                    requireEqual(cursor.key(), next.getKey());
                    requireEqual(cursor.entry(), next.getValue());
                }
                requireEqual(cursor.next(), IndexCursor.Step.END);
            }
            requireEqual(wanted.hasNext(), false);
        }

        /** Keys that stay as they are must be seen once, whatever happens to others and to the files. */
        private void walkWhileChanging() throws Exception {
            NavigableMap<byte[], IndexEntry> unchanged = new TreeMap<>(IndexKey::compare);
            unchanged.putAll(live);
            Map<byte[], Integer> seen = new TreeMap<>(IndexKey::compare);
            try (IndexCursor cursor = group.scan(new byte[0], null)) {
                int steps = 0;
                while (cursor.next() == IndexCursor.Step.ENTRY) {
                    seen.merge(cursor.key(), 1, Integer::sum);
                    if (++steps % 150 == 0) {
                        byte[] changed = keys.get(random.nextInt(keys.size()));
                        unchanged.remove(changed);
                        put(changed, random.nextBoolean() ? IndexKeys.entry(random) : IndexKeys.removal(random));
                        background();
                    }
                }
            }
            assertThat(seen.values()).allMatch(times -> times == 1);
            unchanged.keySet().removeAll(seen.keySet());
            assertThat(unchanged).isEmpty();
        }

        /** AssertJ only once it is known to fail: millions of comparisons are made. */
        private static void requireEqual(Object found, Object expected) {
            if (!Objects.deepEquals(found, expected)) {
                assertThat(found).isEqualTo(expected);
            }
        }

        private void background() throws Exception {
            if (flush == null && group.canFreeze() && random.nextInt(3) == 0) {
                flush = group.freeze();
                logAtFreeze = log.size();
            }
            if (merge == null) {
                merge = random.nextInt(40) == 0
                        ? group.planFullMerge(removal -> dropRemovals)
                        : group.planMerge(removal -> dropRemovals);
            }
            if (flush != null && done(flush)) {
                group.install(flush);
                flush = null;
                log.subList(0, logAtFreeze).clear();
                manifest = group.runs();
            }
            if (merge != null && done(merge)) {
                List<String> replaced = group.install(merge);
                merge = null;
                merges++;
                mergesOfNewer += replaced.get(0).equals(manifest.get(0)) ? 0 : 1;
                manifest = group.runs();
                group.delete(replaced);
            }
        }

        private boolean done(RunBuild build) {
            RunBuild.Progress progress = build.step(1 + random.nextInt(400));
            assertThat(progress).isInstanceOfAny(RunBuild.Working.class, RunBuild.Done.class);
            return progress instanceof RunBuild.Done;
        }
    }
}
