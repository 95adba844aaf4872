package io.gramme.node.storage.engine;

import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.RunBuild;
import io.gramme.node.storage.log.LogPosition;
import io.gramme.node.storage.log.ShardLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a group's delta becomes a run and when runs are merged, and sees it through: build in the background,
 * install on the loop, manifest, and only then delete what was replaced. On the group's loop.
 */
final class GroupMaintenance {
    private final GroupStore group;
    private final ShardLog log;
    private final EngineContext context;
    private GroupState installed;
    private int oldestSegment;
    /** How far somebody asked the manifest to reach. */
    private long wanted;

    private boolean flushing;
    private boolean merging;
    private boolean damaged;
    private boolean stopped;

    /** @param manifest the group's state in the manifest */
    GroupMaintenance(GroupStore group, ShardLog log, EngineContext context, GroupState manifest) {
        this.group = group;
        this.log = log;
        this.context = context;
        this.installed = manifest;
        this.oldestSegment = context.segments().oldest();
    }

    /** After each commit of the shard and when a segment begins. */
    void check() {
        if (flushing || stopped) {
            return;
        }
        boolean old = age() >= context.settings().flushAgeBytes();
        boolean leavings = group.hasLetGoBefore(oldestSegment);
        if (leavings || group.index().deltaBytes() >= context.settings().deltaBytes()) {
            flush();
        } else if (old) {
            advanceTo(log.committedEnd());
        }
    }

    /** Bytes of log that a restart would have to replay for this group. */
    private long age() {
        long end = log.committedEnd();
        long segments = (long) LogPosition.segment(end) - LogPosition.segment(installed.position());
        return segments * context.settings().log().segmentBytes()
                + LogPosition.offset(end)
                - LogPosition.offset(installed.position());
    }

    /** Makes the manifest's position reach a committed position, by a flush if there is anything to flush. */
    void advanceTo(long position) {
        wanted = Math.max(wanted, position);
        if (flushing || stopped || installed.position() >= position) {
            return;
        }
        if (group.index().canFreeze()) {
            flush();
        } else {
            flushing = true;
            GroupState state = stateNow();
            byte[] trees = group.trees().encode(state.position());
            context.writer()
                    .barrier(() -> context.background().execute(() -> {
                        context.saveTrees(group.number, trees);
                        context.onLoop(group.number, () -> installFlushed(state));
                    }));
        }
    }

    private GroupState stateNow() {
        return new GroupState(
                group.number,
                List.of(),
                log.committedEnd(),
                group.sequence(),
                group.live().copy());
    }

    private void flush() {
        if (!group.index().canFreeze()) {
            return;
        }
        flushing = true;
        GroupState state = stateNow();
        byte[] trees = group.trees().encode(state.position());
        RunBuild build = group.freeze();
        context.writer()
                .barrier(() -> context.background().execute(() -> {
                    context.saveTrees(group.number, trees);
                    step(build, new Built(context.nowNanos(), state), 0);
                }));
    }

    /**
     * A run in the making.
     *
     * @param flushed the group's state once it is installed; {@code null} for a merge
     */
    private record Built(long beganNanos, @Nullable GroupState flushed) {}

    /** On the background executor. */
    private void step(RunBuild build, Built built, long bytesBefore) {
        if (context.isHalted()) {
            build.cancel();
            return;
        }
        RunBuild.Progress progress = build.step(context.settings().stepEntries());
        if (progress instanceof RunBuild.Working working) {
            Runnable next = () -> step(build, built, working.bytes());
            if (built.flushed() == null) {
                context.later(working.bytes() - bytesBefore, next);
            } else {
                context.soon(working.bytes() - bytesBefore, next);
            }
        } else if (progress instanceof RunBuild.Done) {
            context.backgroundMetrics().runBuilt(build.written(), context.nowNanos() - built.beganNanos());
            context.onLoop(group.number, () -> onBuilt(build, built.flushed()));
        } else if (progress instanceof RunBuild.InputDamaged found) {
            context.onLoop(group.number, () -> onInputDamaged(build, found.damage()));
        } else if (progress instanceof RunBuild.DiskFailed failure) {
            context.fatal("an index run of group " + group.number + " could not be written", failure.cause());
        }
    }

    private void onBuilt(RunBuild build, @Nullable GroupState flushed) {
        if (stopped) {
            return;
        }
        List<String> replaced = group.index().install(build);
        if (flushed != null) {
            installFlushed(flushed);
            return;
        }
        installed = installed.withRuns(group.index().runs());
        context.manifest().publish(installed, () -> {
            context.deleteRuns(group, replaced);
            context.onLoop(group.number, this::onMerged);
        });
    }

    private void installFlushed(GroupState flushed) {
        installed = flushed.withRuns(group.index().runs());
        context.manifest().publish(installed, () -> context.onLoop(group.number, this::onFlushed));
    }

    private void onFlushed() {
        flushing = false;
        mergeIfDue();
        check();
        // What was asked for while this flush ran, which had begun before; nothing else may come that would do it.
        if (log.committedEnd() > installed.position()) {
            advanceTo(wanted);
        }
    }

    private void onMerged() {
        merging = false;
        mergeIfDue();
    }

    /** No segment before that one exists any more. */
    void onOldestSegment(int segment) {
        oldestSegment = segment;
        mergeIfDue();
        check();
    }

    private void mergeIfDue() {
        if (merging || damaged || stopped) {
            return;
        }
        RunBuild.RemovalGate gate = removal -> !context.segments().exists(removal.segment());
        RunBuild build = group.index().planMerge(gate);
        if (build == null) {
            build = group.index().planMergeOfRemovals(oldestSegment, gate);
        }
        if (build != null) {
            RunBuild planned = build;
            merging = true;
            context.background().execute(() -> step(planned, new Built(context.nowNanos(), null), 0));
        }
    }

    /** Nothing was replaced; the runs stay as they are until the next start rebuilds the group. */
    private void onInputDamaged(RunBuild build, IndexDamage damage) {
        group.index().abandon(build);
        damaged = true;
        merging = false;
        context.onIndexDamage(group.number, damage);
    }

    void stop() {
        stopped = true;
    }
}
