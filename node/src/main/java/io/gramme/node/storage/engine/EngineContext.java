package io.gramme.node.storage.engine;

import io.gramme.node.metrics.StorageMetrics;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.log.LogWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the parts of one engine share. Its own state is the background executor's; loops reach it through
 * {@code execute}.
 */
final class EngineContext {
    private final EngineSettings settings;
    private final EnginePorts ports;
    private final LogWriter writer;
    private final ManifestKeeper manifest;
    private final SegmentCatalog segments;
    private final Set<String> reportedPages = new HashSet<>();
    private final StorageMetrics metrics;
    private final List<Runnable> heldDeletions = new ArrayList<>();
    private int holds;
    private boolean halted;

    EngineContext(
            EngineSettings settings,
            EnginePorts ports,
            LogWriter writer,
            ManifestKeeper manifest,
            SegmentCatalog segments) {
        this.settings = settings;
        this.ports = ports;
        this.writer = writer;
        this.manifest = manifest;
        this.segments = segments;
        this.metrics = ports.meter().metrics().get();
    }

    EngineSettings settings() {
        return settings;
    }

    EnginePorts ports() {
        return ports;
    }

    LogWriter writer() {
        return writer;
    }

    ManifestKeeper manifest() {
        return manifest;
    }

    /** Figures of what is done on the background executor. */
    StorageMetrics backgroundMetrics() {
        return metrics;
    }

    long nowNanos() {
        return ports.meter().clock().monotonicNanos();
    }

    /** Background executor only. */
    SegmentCatalog segments() {
        return segments;
    }

    SerialExecutor background() {
        return ports.background();
    }

    /** Runs a task on the loop of a group's shard. */
    void onLoop(int group, Runnable task) {
        ports.shardLoops().get(Groups.shardOf(group, settings.shards())).execute(task);
    }

    /** Runs the next step of background work when the pace allows. */
    void later(long bytes, Runnable step) {
        ports.pace().next(bytes, () -> ports.background().execute(step));
    }

    /** Runs the next step at once, since heap waits for it; what may wait does so the longer. */
    void soon(long bytes, Runnable step) {
        ports.pace().took(bytes);
        ports.background().execute(step);
    }

    /** From any of the engine's threads: a page cannot be read. Reported once; the group is rebuilt at the next start. */
    void onIndexDamage(int group, IndexDamage damage) {
        ports.background().execute(() -> {
            if (reportedPages.size() < 10_000 && reportedPages.add(damage.run() + "/" + group + "/" + damage.page())) {
                manifest.publishRebuild(group);
                ports.events().onIndexDamage(group, damage);
            }
        });
    }

    void fatal(String what, IOException cause) {
        halted = true;
        ports.fatal().onFatal(what + "; the node stops, look at the disk and start again", cause);
    }

    /** No further background step; background executor only. */
    void halt() {
        halted = true;
    }

    boolean isHalted() {
        return halted;
    }

    /** Makes a group's trees durable; background executor only. */
    void saveTrees(int group, byte[] encoded) {
        try {
            GroupTrees.save(ports.files(), group, encoded);
        } catch (IOException fault) {
            fatal("the trees of group " + group + " could not be saved", fault);
        }
    }

    /** Deletes runs that no durable manifest names; background executor only. */
    void deleteRuns(GroupStore group, List<String> names) {
        whenNotHeld(() -> {
            try {
                group.index().delete(names);
            } catch (IOException fault) {
                fatal("index runs of group " + group.number + " could not be deleted", fault);
            }
        });
    }

    /** Files that a snapshot may be about to link are not deleted meanwhile; background executor only. */
    void hold() {
        holds++;
    }

    /** Ends {@link #hold()} and does what waited for it. */
    void unhold() {
        holds--;
        if (holds == 0) {
            List<Runnable> now = List.copyOf(heldDeletions);
            heldDeletions.clear();
            now.forEach(Runnable::run);
        }
    }

    /** Runs a deletion now or when the last hold ends; background executor only. */
    void whenNotHeld(Runnable deletion) {
        if (holds > 0) {
            heldDeletions.add(deletion);
        } else {
            deletion.run();
        }
    }
}
