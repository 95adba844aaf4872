package io.gramme.node.storage;

import io.gramme.node.runtime.Invariants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one run out of a frozen delta or out of neighbouring runs, a few entries at a time.
 *
 * <p>Made by {@link IndexGroup} on its loop; then driven by one background executor, step by step, as slowly as the
 * caller wants; and when it is done handed back to {@link IndexGroup#install} or {@link IndexGroup#abandon} on the loop.
 * It opens its inputs for itself, so nothing is shared with the loop but immutable things.
 */
public final class RunBuild {
    /** What a step came to. */
    public sealed interface Progress {}

    /** There is more to do. {@code bytes} written so far. */
    public record Working(long bytes) implements Progress {}

    /** The run is complete and durable, but no manifest names it yet. */
    public record Done() implements Progress {}

    /** An input cannot be read: nothing was replaced, nothing is lost beyond what was. */
    public record InputDamaged(IndexDamage damage) implements Progress {}

    /** The disk refused. If it was an fsync, the node must stop. */
    public record DiskFailed(IOException cause) implements Progress {}

    /** Decides, off the loop, which removals may go when they reach the oldest run. Immutable. */
    @FunctionalInterface
    public interface RemovalGate {
        /** Keeps every removal. */
        RemovalGate KEEP_ALL = removal -> false;

        /** Whether no frame of the key older than this removal exists in any segment. */
        boolean mayDrop(IndexEntry removal);
    }

    private final RunStore store;
    private final String name;
    private final @Nullable IndexDelta frozen;
    private final List<String> inputs;
    private final RemovalGate gate;
    private final List<IndexRun> opened = new ArrayList<>();
    private @Nullable IndexCursor source;
    private RunStore.@Nullable Writer writer;
    private @Nullable IndexRun built;
    private @Nullable Progress ended;
    private long written;

    private RunBuild(RunStore store, String name, @Nullable IndexDelta frozen, List<String> inputs, RemovalGate gate) {
        this.store = store;
        this.name = name;
        this.frozen = frozen;
        this.inputs = List.copyOf(inputs);
        this.gate = gate;
    }

    static RunBuild ofDelta(RunStore store, String name, IndexDelta frozen) {
        return new RunBuild(store, name, frozen, List.of(), RemovalGate.KEEP_ALL);
    }

    /** @param inputs oldest first */
    static RunBuild ofRuns(RunStore store, String name, List<String> inputs, RemovalGate gate) {
        return new RunBuild(store, name, null, inputs, gate);
    }

    /**
     * Takes at most that many entries further. The last step also makes the run durable (two fsyncs and one of the
     * directory). After an end it keeps answering the same.
     */
    public Progress step(int mostEntries) {
        if (ended != null) {
            return ended;
        }
        try {
            Progress progress = advance(mostEntries);
            ended = progress instanceof Working ? null : progress;
            return progress;
        } catch (IOException cause) {
            ended = new DiskFailed(cause);
            return ended;
        } finally {
            if (ended != null) {
                end();
            }
        }
    }

    /** The name of the run that is built. */
    public String name() {
        return name;
    }

    /** The runs that it replaces, oldest first; empty for a delta. */
    public List<String> inputs() {
        return inputs;
    }

    /** Entries written so far. */
    public long written() {
        return written;
    }

    /** Gives up between two steps, on the executor that drives it. */
    public void cancel() {
        if (ended == null) {
            ended = new DiskFailed(new IOException("build of run " + name + " was cancelled"));
        }
        end();
    }

    boolean isDone() {
        return ended instanceof Done;
    }

    /** The finished run, opened for the group's loop; {@code null} if nothing was left to write. */
    @Nullable
    IndexRun built() {
        Invariants.check(isDone(), "run %s is not built", name);
        return built;
    }

    private Progress advance(int mostEntries) throws IOException {
        IndexCursor from = source == null ? begin() : source;
        for (int i = 0; i < mostEntries; i++) {
            switch (from.next()) {
                case ENTRY -> take(from);
                case DAMAGED -> {
                    return new InputDamaged(from.damage());
                }
                case END -> {
                    return finish();
                }
            }
        }
        return new Working(writer == null ? 0 : writer.bytes());
    }

    private IndexCursor begin() throws IOException {
        long most = 0;
        IndexCursor from;
        if (frozen != null) {
            most = frozen.entries();
            from = frozen.scan(new byte[0], null);
        } else {
            List<IndexCursor> newestFirst = new ArrayList<>();
            for (int i = inputs.size() - 1; i >= 0; i--) {
                IndexRun run = store.open(inputs.get(i));
                opened.add(run);
                most += run.entries();
                newestFirst.add(run.scan(new byte[0], null));
            }
            from = new MergedIndexCursor(newestFirst, false);
        }
        source = from;
        writer = store.create(name, most);
        return from;
    }

    private void take(IndexCursor from) throws IOException {
        IndexEntry entry = from.entry();
        if (entry.removed() && gate.mayDrop(entry)) {
            return;
        }
        Invariants.present(writer, "the run has no writer").add(from.key(), entry);
        written++;
    }

    private Progress finish() throws IOException {
        if (written > 0) {
            Invariants.present(writer, "the run has no writer").finish();
            built = store.open(name);
        }
        return new Done();
    }

    private void end() {
        if (source != null) {
            source.close();
        }
        opened.forEach(IndexRun::close);
        opened.clear();
        if (writer != null) {
            writer.close();
            writer = null;
            deleteUnfinished();
        }
    }

    /** Gives the space back at once; what a failing disk keeps is deleted when the group is next opened. */
    private void deleteUnfinished() {
        if (built != null) {
            return;
        }
        try {
            store.delete(name);
        } catch (IOException ignored) {
            // see above
        }
    }
}
