package io.gramme.node.storage.mapdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.IndexCursor;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexGroup;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.IndexKeys;
import io.gramme.node.storage.IndexLookup;
import io.gramme.node.storage.IndexRun;
import io.gramme.node.storage.MergePolicy;
import io.gramme.node.storage.RunBuild;
import io.gramme.node.storage.RunScrub;
import io.gramme.node.storage.RunStore;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A byte that changed under a run is found: no wrong entry, no false miss, nothing skipped in a scan. */
class RunDamageTest {
    private static final String RUN = "00000000";
    private static final String PAGES = "index/00000000.run";
    private static final String SIDE = "index/00000000.side";

    private final Random random = new Random(11);
    private final NavigableMap<byte[], IndexEntry> expected = new TreeMap<>(IndexKey::compare);
    private SimFiles pristine;

    @BeforeEach
    void buildARunOfSeveralPages() throws Exception {
        pristine = SimFiles.empty();
        pristine.createDirectories("index");
        pristine.forceDirectory("");
        IndexGroup group = IndexGroup.open(runs(pristine), MergePolicy.DEFAULT, List.of());
        for (byte[] key : IndexKeys.pool(random, 2_000)) {
            IndexEntry entry = IndexKeys.entry(random);
            group.put(key, entry);
            expected.put(key, entry);
        }
        RunBuild flush = group.freeze();
        assertThat(IndexKeys.drive(flush)).isEqualTo(new RunBuild.Done());
        group.install(flush);
        assertThat(group.runs()).containsExactly(RUN);
        group.close();
        assertThat(pristine.size(PAGES)).isGreaterThan(3 * RunFormat.PAGE_BYTES);
    }

    @Test
    void aFlippedBitOfAnyRegionOfThePagesIsFound() throws Exception {
        long size = pristine.size(PAGES);
        for (int trial = 0; trial < 120; trial++) {
            long offset = trial < 80 ? trial : (long) (random.nextDouble() * size);
            IndexDamage damage = requireFound(PAGES, offset, trial % 8);
            assertThat(damage.page()).isEqualTo((int) (offset / RunFormat.PAGE_BYTES));
        }
    }

    @Test
    void aFlippedBitOfAnyRegionOfTheSideFileIsFound() throws Exception {
        long size = pristine.size(SIDE);
        for (int trial = 0; trial < 120; trial++) {
            long offset = trial < 60 ? trial : trial < 80 ? size - 1 - (trial - 60) : random.nextInt((int) size);
            IndexDamage damage = requireFound(SIDE, offset, trial % 8);
            assertThat(damage.page()).isEqualTo(IndexDamage.WHOLE_RUN);
        }
    }

    /** Every key is answered rightly or with the damage, somewhere with the damage, in gets, scans and the scrub alike. */
    private IndexDamage requireFound(String path, long offset, int bit) throws Exception {
        SimFiles files = pristine.image(Crash.everything());
        files.flipBit(path, offset, bit);
        IndexGroup group = IndexGroup.open(runs(files), MergePolicy.DEFAULT, List.of(RUN));
        IndexDamage damage = null;
        for (Map.Entry<byte[], IndexEntry> entry : expected.entrySet()) {
            IndexLookup found = group.get(entry.getKey());
            if (found instanceof IndexLookup.Damaged damaged) {
                damage = damaged.damage();
            } else {
                assertThat(found).isEqualTo(new IndexLookup.Hit(entry.getValue()));
            }
        }
        assertThat(damage).as("flip of bit %s at %s of %s", bit, offset, path).isNotNull();
        requireScanStops(group);
        requireScrubFinds(group, damage);
        requireMergeRefuses(group);
        group.close();
        return damage;
    }

    private void requireScanStops(IndexGroup group) {
        try (IndexCursor cursor = group.scan(new byte[0], null)) {
            var wanted = expected.entrySet().iterator();
            while (cursor.next() == IndexCursor.Step.ENTRY) {
                Map.Entry<byte[], IndexEntry> next = wanted.next();
                assertThat(cursor.key()).isEqualTo(next.getKey());
                assertThat(cursor.entry()).isEqualTo(next.getValue());
            }
            assertThat(cursor.next()).isEqualTo(IndexCursor.Step.DAMAGED);
            assertThat(cursor.damage().run()).isEqualTo(RUN);
        }
    }

    private static void requireScrubFinds(IndexGroup group, IndexDamage damage) {
        try (RunScrub scrub = group.scrub()) {
            while (scrub.step(2)) {
                assertThat(scrub.damages()).hasSizeLessThan(2);
            }
            assertThat(scrub.damages()).containsExactly(damage);
        }
    }

    private void requireMergeRefuses(IndexGroup group) {
        group.put(expected.firstKey(), expected.get(expected.firstKey()));
        RunBuild flush = group.freeze();
        IndexKeys.drive(flush);
        group.install(flush);
        RunBuild merge = group.planFullMerge(RunBuild.RemovalGate.KEEP_ALL);
        assertThat(IndexKeys.drive(merge)).isInstanceOf(RunBuild.InputDamaged.class);
        group.abandon(merge);
        assertThat(group.runs()).hasSize(2);
    }

    @Test
    void aMissingOrCutFileMakesTheRunUnreadableAndNewerEntriesStayReadable() throws Exception {
        for (String gone : List.of(PAGES, SIDE)) {
            for (boolean cut : new boolean[] {false, true}) {
                SimFiles files = pristine.image(Crash.everything());
                if (cut) {
                    files.truncate(gone, files.size(gone) - 1);
                } else {
                    files.delete(gone);
                }
                IndexGroup group = IndexGroup.open(runs(files), MergePolicy.DEFAULT, List.of(RUN));
                byte[] overwritten = expected.firstKey();
                IndexEntry newer = IndexKeys.entry(random);
                group.put(overwritten, newer);
                assertThat(group.get(overwritten)).isEqualTo(new IndexLookup.Hit(newer));
                assertThat(group.get(expected.lastKey())).isInstanceOf(IndexLookup.Damaged.class);
                assertThat(group.unreadableRuns()).hasSize(1);
                group.close();
            }
        }
    }

    @Test
    void openingTouchesNoPage() throws Exception {
        SimFiles files = pristine.image(Crash.everything());
        for (int page = 0; page < files.size(PAGES) / RunFormat.PAGE_BYTES; page++) {
            files.flipBit(PAGES, (long) page * RunFormat.PAGE_BYTES + 100, 0);
        }
        IndexRun run = runs(files).open(RUN);
        assertThat(run.entries()).isEqualTo(expected.size());
        assertThat(run.get(expected.firstKey())).isInstanceOf(IndexLookup.Damaged.class);
        run.close();
    }

    @Test
    void nodesOfLongestKeysFitAPage() throws Exception {
        SimFiles files = SimFiles.empty();
        files.createDirectories("index");
        RunStore store = runs(files);
        byte[] key = new byte[IndexKey.MAX_BYTES];
        try (RunStore.Writer writer = store.create("1", 200)) {
            for (int i = 0; i < 200; i++) {
                key[0] = (byte) i;
                writer.add(
                        key.clone(),
                        IndexEntry.live(
                                i, i, i, expected.firstEntry().getValue().header()));
            }
            writer.finish();
        }
        IndexRun run = store.open("1");
        for (int i = 0; i < 200; i++) {
            key[0] = (byte) i;
            assertThat(run.get(key))
                    .isInstanceOfSatisfying(
                            IndexLookup.Hit.class,
                            hit -> assertThat(hit.entry().segment()).isEqualTo(key[0] & 0xff));
        }
        run.close();
    }

    private static RunStore runs(SimFiles files) {
        return new MapDbRuns(files, "index");
    }
}
