package io.gramme.node.storage.engine;

import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.FatalHandler;
import io.gramme.node.runtime.SerialExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Replaces the manifest. What several groups publish while one replacement is written goes into the next. On the
 * background executor, except {@link #publish}.
 */
final class ManifestKeeper {
    private final DurableCell cell;
    private final SerialExecutor background;
    private final FatalHandler fatal;
    private final List<Runnable> waiting = new ArrayList<>();
    private Runnable afterWrite = () -> {};
    private Manifest manifest;
    private boolean writeQueued;
    private boolean stopped;

    ManifestKeeper(DurableCell cell, Manifest manifest, SerialExecutor background, FatalHandler fatal) {
        this.cell = cell;
        this.manifest = manifest;
        this.background = background;
        this.fatal = fatal;
    }

    /** What to do after each replacement, on the background executor. */
    void afterWrite(Runnable task) {
        afterWrite = task;
    }

    /** The newest manifest, durable unless a replacement is queued. */
    Manifest current() {
        return manifest;
    }

    /** Replaces a group's state; {@code durable} runs on the background executor when a manifest with it is durable. */
    void publish(GroupState state, Runnable durable) {
        background.execute(() -> {
            List<GroupState> groups = new ArrayList<>(manifest.groups());
            groups.set(state.group(), state);
            change(new Manifest(manifest.partitions(), groups, manifest.cuts(), manifest.rebuild()), durable);
        });
    }

    /** A group's index must be built anew at the next start. */
    void publishRebuild(int group) {
        background.execute(() -> {
            TreeSet<Integer> rebuild = new TreeSet<>(manifest.rebuild());
            if (rebuild.add(group)) {
                change(
                        new Manifest(manifest.partitions(), manifest.groups(), manifest.cuts(), List.copyOf(rebuild)),
                        () -> {});
            }
        });
    }

    /** Forgets the cuts of deleted segments with the next replacement. */
    void forgetCut(int segment) {
        if (manifest.cuts().containsKey(segment)) {
            TreeMap<Integer, Integer> cuts = new TreeMap<>(manifest.cuts());
            cuts.remove(segment);
            manifest = new Manifest(manifest.partitions(), manifest.groups(), cuts, manifest.rebuild());
        }
    }

    /** No further replacement: the directory is about to be given up. */
    void stop() {
        stopped = true;
    }

    private void change(Manifest next, Runnable durable) {
        manifest = next;
        waiting.add(durable);
        if (!writeQueued) {
            writeQueued = true;
            background.execute(this::write);
        }
    }

    private void write() {
        writeQueued = false;
        if (stopped) {
            return;
        }
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        try {
            cell.write(manifest.encode());
        } catch (IOException fault) {
            stopped = true;
            fatal.onFatal(
                    "the manifest could not be replaced; the node stops, look at the disk and start again", fault);
            return;
        }
        now.forEach(Runnable::run);
        afterWrite.run();
    }
}
