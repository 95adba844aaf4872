package io.gramme.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.sim.ScriptedFaults;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.mapdb.MapDbRuns;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Builds that fail, and how long runs stay open. */
class IndexGroupLifeTest {
    private final Random random = new Random(8);
    private final SimFiles files = SimFiles.empty();
    private final RunStore store = new MapDbRuns(files, "index");
    private final List<byte[]> keys = IndexKeys.pool(random, 400);
    private int openRuns;

    @BeforeEach
    void makeTheDirectory() throws Exception {
        files.createDirectories("index");
        files.forceDirectory("");
    }

    @Test
    void aFlushThatFailsLeavesItsEntriesReadableAndIsRepeated() throws Exception {
        for (int failure = 0; failure < 4; failure++) {
            IndexGroup group = IndexGroup.open(store, MergePolicy.DEFAULT, List.of());
            IndexEntry entry = IndexKeys.entry(random);
            keys.forEach(key -> group.put(key, entry));
            ScriptedFaults faults = new ScriptedFaults();
            files.inject(faults);
            switch (failure) {
                case 0 -> faults.failAppendAfter(40_000);
                case 1 -> faults.failForceAfter(0);
                case 2 -> faults.failForceAfter(1);
                default ->
                    files.capacity(files.space().totalBytes() - files.space().freeBytes() + 40_000);
            }
            RunBuild flush = group.freeze();
            assertThat(IndexKeys.drive(flush)).as("failure %s", failure).isInstanceOf(RunBuild.DiskFailed.class);
            assertThat(flush.step(1)).isInstanceOf(RunBuild.DiskFailed.class);
            group.abandon(flush);
            assertThat(store.list()).isEmpty();
            assertThat(group.canFreeze()).isFalse();
            keys.forEach(key -> assertThat(group.get(key)).isEqualTo(new IndexLookup.Hit(entry)));

            faults.heal();
            files.capacity(Long.MAX_VALUE);
            RunBuild again = group.freezeAgain();
            assertThat(IndexKeys.drive(again)).isEqualTo(new RunBuild.Done());
            group.install(again);
            keys.forEach(key -> assertThat(group.get(key)).isEqualTo(new IndexLookup.Hit(entry)));
            assertThat(group.deltaBytes()).isZero();
            group.delete(group.runs());
            group.close();
        }
    }

    @Test
    void aMergeThatLeavesNothingLeavesNoRun() throws Exception {
        IndexGroup group = IndexGroup.open(store, MergePolicy.DEFAULT, List.of());
        for (int i = 0; i < 2; i++) {
            keys.forEach(key -> group.put(key, IndexKeys.removal(random)));
            flush(group);
        }
        RunBuild merge = group.planFullMerge(removal -> true);
        assertThat(IndexKeys.drive(merge)).isEqualTo(new RunBuild.Done());
        group.delete(group.install(merge));
        assertThat(group.runs()).isEmpty();
        assertThat(store.list()).isEmpty();
        assertThat(group.get(keys.get(0))).isEqualTo(IndexLookup.Missing.MISSING);
    }

    @Test
    void aReplacedRunIsClosedWhenItsLastCursorIs() throws Exception {
        IndexGroup group = IndexGroup.open(counting(), MergePolicy.DEFAULT, List.of());
        for (int i = 0; i < 2; i++) {
            keys.forEach(key -> group.put(key, IndexKeys.entry(random)));
            flush(group);
        }
        IndexCursor cursor = group.scan(new byte[0], null);
        assertThat(cursor.next()).isEqualTo(IndexCursor.Step.ENTRY);
        assertThat(openRuns).isEqualTo(2);
        RunBuild merge = group.planFullMerge(RunBuild.RemovalGate.KEEP_ALL);
        IndexKeys.drive(merge);
        group.delete(group.install(merge));
        assertThat(openRuns).isEqualTo(3);
        int rest = 1;
        while (cursor.next() == IndexCursor.Step.ENTRY) {
            rest++;
        }
        assertThat(rest).isEqualTo(keys.size());
        cursor.close();
        cursor.close();
        assertThat(openRuns).isEqualTo(1);
        group.close();
        assertThat(openRuns).isZero();
    }

    @Test
    void aFinishedBuildThatIsAbandonedIsClosed() throws Exception {
        IndexGroup group = IndexGroup.open(counting(), MergePolicy.DEFAULT, List.of());
        keys.forEach(key -> group.put(key, IndexKeys.entry(random)));
        RunBuild flush = group.freeze();
        IndexKeys.drive(flush);
        group.abandon(flush);
        group.close();
        assertThat(openRuns).isZero();
    }

    private void flush(IndexGroup group) {
        RunBuild flush = group.freeze();
        assertThat(IndexKeys.drive(flush)).isEqualTo(new RunBuild.Done());
        group.install(flush);
    }

    /** The store, counting the runs that are open. */
    private RunStore counting() {
        return new RunStore() {
            @Override
            public List<String> list() throws IOException {
                return store.list();
            }

            @Override
            public IndexRun open(String name) {
                openRuns++;
                return counted(store.open(name));
            }

            @Override
            public Writer create(String name, long mostEntries) throws IOException {
                return store.create(name, mostEntries);
            }

            @Override
            public void delete(String name) throws IOException {
                store.delete(name);
            }
        };
    }

    private IndexRun counted(IndexRun run) {
        return (IndexRun) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {IndexRun.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        openRuns--;
                    }
                    try {
                        return method.invoke(run, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
