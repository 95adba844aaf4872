package io.gramme.node.storage.engine;

import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.RunScrub;
import io.gramme.node.storage.engine.SegmentCatalog.Segment;
import io.gramme.node.storage.log.Frame;
import io.gramme.node.storage.log.LogDamage;
import io.gramme.node.storage.log.SegmentScan;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything that lies on the disk once and compares checksums: all pages of all index runs, all frames of all sealed
 * segments. What is found goes the way of damage that a read meets. On the background executor, as fast as the pace allows;
 * one at a time.
 */
final class Scrub {
    private static final int PAGES_A_STEP = 64;
    /** About what so many pages are. */
    private static final long STEP_BYTES = 256 << 10;

    private final EngineContext context;
    private final Deque<GroupStore> groups;
    private final Runnable onEnd;
    private final Deque<Integer> segments = new ArrayDeque<>();

    /** @param groups all of the engine's */
    Scrub(EngineContext context, List<GroupStore> groups, Runnable onEnd) {
        this.context = context;
        this.groups = new ArrayDeque<>(groups);
        this.onEnd = onEnd;
    }

    /** Begins; runs that are replaced meanwhile are not deleted before it has read the index. */
    void start() {
        context.hold();
        for (Segment segment : context.segments().all()) {
            if (segment.isSealed() && !segment.damaged) {
                segments.add(segment.number);
            }
        }
        nextGroup();
    }

    private void nextGroup() {
        GroupStore group = groups.poll();
        if (group == null || context.isHalted()) {
            context.unhold();
            nextSegment();
            return;
        }
        // The list of runs is the loop's.
        context.onLoop(group.number, () -> {
            RunScrub scrub = group.index().scrub();
            context.background().execute(() -> pages(group, scrub));
        });
    }

    private void pages(GroupStore group, RunScrub scrub) {
        boolean more = !context.isHalted() && scrub.step(PAGES_A_STEP);
        if (more) {
            context.later(STEP_BYTES, () -> pages(group, scrub));
            return;
        }
        for (IndexDamage damage : scrub.damages()) {
            context.onIndexDamage(group.number, damage);
        }
        scrub.close();
        nextGroup();
    }

    private void nextSegment() {
        Integer number = segments.poll();
        if (number == null || context.isHalted()) {
            onEnd.run();
            return;
        }
        Segment segment = find(number);
        if (segment == null) {
            nextSegment();
            return;
        }
        try {
            frames(segment, new SegmentScan(segment.file, number, 0));
        } catch (IOException fault) {
            onDamage(segment, 0, String.valueOf(fault.getMessage()));
        }
    }

    /** The segment, unless it was deleted since or is on its way out. */
    private @Nullable Segment find(int number) {
        return context.segments().exists(number) && !context.segments().get(number).damaged
                ? context.segments().get(number)
                : null;
    }

    private void frames(Segment segment, SegmentScan scan) throws IOException {
        int from = scan.offset();
        while (scan.offset() - from < STEP_BYTES) {
            Frame frame = scan.next();
            if (frame == null) {
                end(segment, scan);
                return;
            }
        }
        context.later((long) scan.offset() - from, () -> resume(segment, scan));
    }

    private void resume(Segment segment, SegmentScan scan) {
        if (context.isHalted() || find(segment.number) == null) {
            nextSegment();
            return;
        }
        try {
            frames(segment, scan);
        } catch (IOException fault) {
            onDamage(segment, scan.offset(), String.valueOf(fault.getMessage()));
        }
    }

    private void end(Segment segment, SegmentScan scan) {
        Integer cut = context.manifest().current().cuts().get(segment.number);
        if (scan.ending() == SegmentScan.Ending.SEALED || (cut != null && scan.offset() >= cut)) {
            nextSegment();
        } else {
            onDamage(segment, scan.offset(), "no valid frame");
        }
    }

    private void onDamage(Segment segment, int offset, String reason) {
        segment.damaged = true;
        context.ports().events().onLogDamage(new LogDamage(segment.number, offset, segment.bytes, reason));
        nextSegment();
    }
}
