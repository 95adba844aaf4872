package io.gramme.node.storage.engine;

import io.gramme.node.storage.log.Frame;
import io.gramme.node.storage.log.LogDamage;
import io.gramme.node.storage.log.SegmentFile;
import io.gramme.node.storage.log.SegmentScan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gets the space of overwritten and removed records back: moves what a mostly dead segment still holds to the log's end
 * and deletes the segment when no restart can need it. On the background executor; one segment at a time.
 *
 * <p>A segment goes only when a durable manifest lies, for every group, past everything that made its frames dead: a
 * crash before that replays those changes, and until then the frames are what the index points to.
 */
final class Compactor {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int CHUNK_FRAMES = 500;

    private final EngineContext context;
    private final List<ShardMover> movers;
    private boolean running;
    private boolean considerAgain;
    private SegmentChoice choice;
    private int repliesDue;
    private final List<Request> requests = new ArrayList<>();

    Compactor(EngineContext context, List<ShardMover> movers) {
        this.context = context;
        this.movers = movers;
        this.choice = new SegmentChoice(context);
    }

    /** Something may have changed: deletes what can go, and looks for the next segment to relocate. */
    void consider() {
        if (context.isHalted()) {
            return;
        }
        deleteWhatCanGo();
        if (running) {
            considerAgain = true;
            return;
        }
        if (context.segments().sealedBefore(context.manifest().current().leastPosition()).stream()
                .noneMatch(segment -> segment.relocatedUntil == 0)) {
            settled();
            return;
        }
        running = true;
        choice = new SegmentChoice(context);
        repliesDue = movers.size();
        movers.forEach(mover -> mover.reportNeeds(this::onNeeds));
    }

    private void onNeeds(SegmentChoice.ShardNeeds needs) {
        choice.add(needs);
        if (--repliesDue > 0 || context.isHalted()) {
            return;
        }
        SegmentChoice.Chosen chosen = choice.choose();
        if (chosen == null) {
            stop();
        } else if (chosen.segment().damaged) {
            relocated(chosen.segment(), choice.committedEnd());
        } else {
            new Relocation(chosen).start();
        }
    }

    private void relocated(SegmentCatalog.Segment segment, long until) {
        segment.relocatedUntil = until;
        running = false;
        considerAgain = false;
        movers.forEach(mover -> mover.advanceTo(until));
        consider();
    }

    private void stop() {
        running = false;
        if (considerAgain) {
            considerAgain = false;
            consider();
        } else {
            settled();
        }
    }

    /** Nothing more is to be done for now: tells whoever asked before what is durable by now. */
    private void settled() {
        long least = context.manifest().current().leastPosition();
        for (Request request : List.copyOf(requests)) {
            if (request.shardsDue == 0 && least >= request.position) {
                requests.remove(request);
                List<SegmentCatalog.Segment> sealed = context.segments().sealedBefore(Long.MAX_VALUE);
                request.listener.onSettled(
                        sealed.size(),
                        sealed.stream().mapToLong(segment -> segment.bytes).sum());
            }
        }
    }

    /** A person's wish for a compaction of everything before now. On the background executor. */
    final class Request {
        private final Engine.CompactionListener listener;
        private int shardsDue;
        private long position = Long.MAX_VALUE;

        Request(int shards, Engine.CompactionListener listener) {
            this.listener = listener;
            this.shardsDue = shards;
        }

        /** A shard's groups have been asked for a manifest that lies past that position. */
        void asked(long end) {
            position = Math.min(position, end);
            if (--shardsDue == 0) {
                requests.add(this);
                consider();
            }
        }
    }

    private void deleteWhatCanGo() {
        List<SegmentCatalog.Segment> deletable =
                context.segments().deletable(context.manifest().current().leastPosition());
        for (SegmentCatalog.Segment segment : deletable) {
            context.segments().remove(segment.number);
            context.whenNotHeld(() -> new Deletion(segment).start());
        }
        if (!deletable.isEmpty()) {
            int oldest = context.segments().oldest();
            movers.forEach(mover -> mover.onOldestSegment(oldest));
        }
    }

    /** Reads one segment and has the shards move what they still need, or let go of removals only. */
    private final class Relocation {
        private final SegmentCatalog.Segment segment;
        private final boolean removalsOnly;
        private final boolean isOldest;
        private @Nullable SegmentScan scan;
        private long until;
        private int chunksDue;

        Relocation(SegmentChoice.Chosen chosen) {
            this.segment = chosen.segment();
            this.removalsOnly = chosen.work() == SegmentChoice.Work.RELEASE_REMOVALS;
            this.isOldest = segment.number == context.segments().oldest();
            this.until = choice.committedEnd();
        }

        void start() {
            try {
                scan = new SegmentScan(segment.file, segment.number, 0);
                readChunk(scan);
            } catch (IOException fault) {
                onUnreadable(0, String.valueOf(fault.getMessage()));
            }
        }

        private void readChunk(SegmentScan from) throws IOException {
            List<Frame> frames = new ArrayList<>();
            int bytes = 0;
            boolean atEnd = false;
            while (bytes < CHUNK_BYTES && frames.size() < CHUNK_FRAMES) {
                Frame frame = from.next();
                if (frame == null) {
                    atEnd = true;
                    break;
                }
                bytes += frame.frameBytes();
                if (!removalsOnly || frame.header() == null) {
                    frames.add(frame.detached());
                }
            }
            context.backgroundMetrics().compacted(bytes, 0);
            if (frames.isEmpty()) {
                if (atEnd) {
                    onEnd(from);
                } else {
                    context.later(bytes, this::next);
                }
                return;
            }
            chunksDue = movers.size();
            for (ShardMover mover : movers) {
                mover.move(frames, isOldest, this::onMoved);
            }
        }

        private void onMoved(long committedUntil) {
            until = Math.max(until, committedUntil);
            if (--chunksDue == 0) {
                context.later(CHUNK_BYTES, this::next);
            }
        }

        private void next() {
            if (context.isHalted() || scan == null) {
                return;
            }
            try {
                readChunk(scan);
            } catch (IOException fault) {
                onUnreadable(scan.offset(), String.valueOf(fault.getMessage()));
            }
        }

        private void onEnd(SegmentScan at) {
            Integer cut = context.manifest().current().cuts().get(segment.number);
            boolean whole = at.ending() == SegmentScan.Ending.SEALED || (cut != null && at.offset() >= cut);
            if (whole && removalsOnly) {
                segment.removalsReleased = true;
                running = false;
                consider();
            } else if (whole) {
                relocated(segment, until);
            } else {
                onUnreadable(at.offset(), "no valid frame");
            }
        }

        private void onUnreadable(int offset, String reason) {
            segment.damaged = true;
            context.ports().events().onLogDamage(new LogDamage(segment.number, offset, segment.bytes, reason));
            running = false;
            consider();
        }
    }

    /** Takes a segment from every shard, then from the disk. */
    private final class Deletion {
        private final SegmentCatalog.Segment segment;
        private int dropsDue = movers.size();

        Deletion(SegmentCatalog.Segment segment) {
            this.segment = segment;
        }

        void start() {
            movers.forEach(mover -> mover.drop(segment.number, this::onDropped));
        }

        private void onDropped() {
            if (--dropsDue > 0 || context.isHalted()) {
                return;
            }
            try {
                segment.file.close();
                context.ports().files().delete(SegmentFile.path(segment.number));
                context.ports().files().forceDirectory(SegmentFile.DIRECTORY);
                context.manifest().forgetCut(segment.number);
            } catch (IOException fault) {
                context.fatal("segment " + segment.number + " could not be deleted", fault);
            }
        }
    }
}
