package io.gramme.node.storage;

import io.gramme.node.runtime.Invariants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The index of one disk group: a sorted delta on the heap over immutable runs on disk, newest first wins.
 *
 * <p>Everything here happens on the loop of the group's shard; {@link RunBuild}s made here run elsewhere and come back.
 * At most one flush and one merge are under way. The group names runs but never the durable truth: the engine writes
 * {@link #runs()} into the manifest, and deletes what {@link #install} returned only when that manifest is durable.
 *
 * <p>Life of a flush: {@link #freeze} at a log position; {@link RunBuild#step} until done; {@link #install}; manifest
 * with {@link #runs()} and that position. A crash anywhere before the manifest leaves the old runs, and the log from the
 * old position.
 */
public final class IndexGroup implements AutoCloseable {
    private final RunStore store;
    private final MergePolicy policy;
    private final List<SharedRun> runs = new ArrayList<>();
    private IndexDelta delta = new IndexDelta();
    private @Nullable IndexDelta frozen;
    private @Nullable RunBuild flush;
    private @Nullable RunBuild merge;
    private long nextNumber;

    private IndexGroup(RunStore store, MergePolicy policy) {
        this.store = store;
        this.policy = policy;
    }

    /**
     * Opens the runs that a manifest names and deletes all others. A damaged run is opened too: what it may hold is
     * answered as damaged, and {@link #unreadableRuns} lists it.
     *
     * @param names the manifest's runs, oldest first
     */
    public static IndexGroup open(RunStore store, MergePolicy policy, List<String> names) throws IOException {
        IndexGroup group = new IndexGroup(store, policy);
        for (String present : store.list()) {
            group.nextNumber = Math.max(group.nextNumber, numberOf(present) + 1);
            if (!names.contains(present)) {
                store.delete(present);
            }
        }
        for (String name : names) {
            group.nextNumber = Math.max(group.nextNumber, numberOf(name) + 1);
            group.runs.add(new SharedRun(store.open(name)));
        }
        return group;
    }

    /** What is newest for a key. */
    public IndexLookup get(byte[] key) {
        IndexEntry entry = delta.get(key);
        if (entry == null && frozen != null) {
            entry = frozen.get(key);
        }
        if (entry != null) {
            return IndexLookup.of(entry);
        }
        for (int i = runs.size() - 1; i >= 0; i--) {
            IndexLookup found = runs.get(i).run.get(key);
            if (!(found instanceof IndexLookup.Missing)) {
                return found;
            }
        }
        return IndexLookup.Missing.MISSING;
    }

    /** Makes an entry (or a removal, {@link IndexEntry#removal}) the newest for its key. The key is copied. */
    public void put(byte[] key, IndexEntry entry) {
        delta.put(key, entry);
    }

    /**
     * Walks live entries from a bound (inclusive) to a bound (exclusive; {@code null}: the end). A key that does not
     * change meanwhile is seen exactly once, whatever is flushed and merged; one that changes is seen at most once, in
     * an old or a new state. The cursor keeps files open until it is closed.
     */
    public IndexCursor scan(byte[] from, byte @Nullable [] to) {
        List<IndexCursor> newestFirst = new ArrayList<>();
        newestFirst.add(delta.scan(from, to));
        if (frozen != null) {
            newestFirst.add(frozen.scan(from, to));
        }
        for (int i = runs.size() - 1; i >= 0; i--) {
            newestFirst.add(runs.get(i).scan(from, to));
        }
        return new MergedIndexCursor(newestFirst, true);
    }

    /** Heap that the delta takes, a frozen one included; in bytes. */
    public long deltaBytes() {
        return delta.bytes() + (frozen == null ? 0 : frozen.bytes());
    }

    /** Entries in the delta, without a frozen one. */
    public int deltaEntries() {
        return delta.entries();
    }

    /** Whether a flush can begin: something to flush, and none under way. */
    public boolean canFreeze() {
        return frozen == null && delta.entries() > 0;
    }

    /** Sets the delta aside to become a run; new entries go to a new one. */
    public RunBuild freeze() {
        Invariants.check(canFreeze(), "nothing to freeze, or a flush is under way");
        frozen = delta;
        frozen.freeze();
        delta = new IndexDelta();
        flush = RunBuild.ofDelta(store, nextName(), frozen);
        return flush;
    }

    /** Builds the frozen delta again after {@link #abandon}. */
    public RunBuild freezeAgain() {
        Invariants.check(flush == null, "a flush is under way");
        flush = RunBuild.ofDelta(store, nextName(), Invariants.present(frozen, "no abandoned flush"));
        return flush;
    }

    /**
     * A merge that the sizes of the runs call for, or {@code null}. One at a time.
     *
     * @param gate asked only when the oldest run takes part; otherwise every removal stays
     */
    public @Nullable RunBuild planMerge(RunBuild.RemovalGate gate) {
        if (merge != null) {
            return null;
        }
        MergePolicy.Range range = policy.choose(
                runs.stream().mapToLong(shared -> shared.run.bytes()).toArray());
        return range == null ? null : planMerge(range, gate);
    }

    /**
     * A merge that leaves out removals, when there are enough of them; otherwise {@code null}. One at a time.
     *
     * @param oldestSegment no segment before it exists, so no removal that lies there is needed
     * @param gate lets go at least those
     */
    public @Nullable RunBuild planMergeOfRemovals(int oldestSegment, RunBuild.RemovalGate gate) {
        if (merge != null) {
            return null;
        }
        MergePolicy.Range range = policy.chooseForRemovals(
                runs.stream().mapToLong(shared -> shared.run.entries()).toArray(),
                removals().stream()
                        .mapToLong(removals -> removals.in(segment -> segment < oldestSegment))
                        .toArray());
        return range == null ? null : planMerge(range, gate);
    }

    /** The removals of each run, oldest first. */
    public List<RunRemovals> removals() {
        return runs.stream().map(shared -> shared.run.removals()).toList();
    }

    /** A merge of all runs into one, or {@code null} when there are fewer than two or a merge is under way. */
    public @Nullable RunBuild planFullMerge(RunBuild.RemovalGate gate) {
        return merge != null || runs.size() < 2 ? null : planMerge(new MergePolicy.Range(0, runs.size() - 1), gate);
    }

    private RunBuild planMerge(MergePolicy.Range range, RunBuild.RemovalGate gate) {
        List<String> inputs = runs().subList(range.first(), range.last() + 1);
        merge = RunBuild.ofRuns(store, nextName(), inputs, range.first() == 0 ? gate : RunBuild.RemovalGate.KEEP_ALL);
        return merge;
    }

    /**
     * Puts a finished run in the place of what it was built from.
     *
     * @return the runs that are no longer part of the index; delete them when a manifest without them is durable
     */
    public List<String> install(RunBuild build) {
        Invariants.check(build.isDone(), "run %s is not finished", build.name());
        IndexRun built = build.built();
        if (build == flush) {
            flush = null;
            frozen = null;
            if (built != null) {
                runs.add(new SharedRun(built));
            }
            return List.of();
        }
        Invariants.check(build == merge, "run %s was not planned here", build.name());
        merge = null;
        int at = runs().indexOf(build.inputs().get(0));
        for (int i = 0; i < build.inputs().size(); i++) {
            SharedRun old = runs.remove(at);
            Invariants.check(old.run.name().equals(build.inputs().get(i)), "run %s moved", old.run.name());
            old.release();
        }
        if (built != null) {
            runs.add(at, new SharedRun(built));
        }
        return build.inputs();
    }

    /**
     * Forgets a build that failed, was cancelled or is no longer wanted. A flush's entries stay; see
     * {@link #freezeAgain}. Files that it left are deleted when the group is next opened.
     */
    public void abandon(RunBuild build) {
        Invariants.check(build == flush || build == merge, "run %s was not planned here", build.name());
        if (build.isDone()) {
            IndexRun built = build.built();
            if (built != null) {
                built.close();
            }
        }
        if (build == flush) {
            flush = null;
        } else {
            merge = null;
        }
    }

    /** Deletes runs that {@link #install} returned; open cursors keep reading them. */
    public void delete(List<String> names) throws IOException {
        for (String name : names) {
            store.delete(name);
        }
    }

    /** The runs for the manifest, oldest first. */
    public List<String> runs() {
        return runs.stream().map(shared -> shared.run.name()).toList();
    }

    /** Bytes of all runs. */
    public long runBytes() {
        return runs.stream().mapToLong(shared -> shared.run.bytes()).sum();
    }

    /** Entries of all runs, removals and overwritten ones among them. */
    public long runEntries() {
        return runs.stream().mapToLong(shared -> shared.run.entries()).sum();
    }

    /** Runs that cannot be read at all; the engine rebuilds the group from the log. */
    public List<IndexDamage> unreadableRuns() {
        List<IndexDamage> damages = new ArrayList<>();
        for (SharedRun shared : runs) {
            if (shared.run.get(new byte[IndexKey.PREFIX_BYTES]) instanceof IndexLookup.Damaged found
                    && found.damage().page() == IndexDamage.WHOLE_RUN) {
                damages.add(found.damage());
            }
        }
        return damages;
    }

    /** A pass over every page of the runs of now, for the scrub. */
    public RunScrub scrub() {
        return new RunScrub(store, runs());
    }

    /** Lets go of all runs; open cursors keep theirs until they are closed. */
    @Override
    public void close() {
        runs.forEach(SharedRun::release);
        runs.clear();
    }

    private String nextName() {
        return String.format("%08d", nextNumber++);
    }

    private static long numberOf(String name) {
        return name.chars().allMatch(c -> c >= '0' && c <= '9') && !name.isEmpty() ? Long.parseLong(name) : -1;
    }
}
