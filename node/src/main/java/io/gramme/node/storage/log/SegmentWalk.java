package io.gramme.node.storage.log;

import io.gramme.node.runtime.Files;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks one segment to its end over damaged stretches, and judges what stopped it.
 *
 * <p>A bad frame is a torn tail only in the log's last segment, and only if no valid batch beyond it says that the place
 * was durable already: a writer hands the disk one batch after the other, so whatever lies before a batch's durable
 * offset was once forced. Everything else is damage.
 */
public final class SegmentWalk {
    /** Takes the frames in order. */
    @FunctionalInterface
    public interface Visitor {
        void visit(Frame frame) throws IOException;
    }

    /** How far a segment is known to be good beforehand. */
    public enum Expectation {
        /** The log's last segment after an unclean stop: its tail may be torn. */
        MAY_BE_TORN,
        /** A segment that was sealed: it must end with its seal. */
        SEALED,
        /** A segment whose torn tail an earlier recovery cut off. */
        CUT
    }

    /**
     * @param end offset after the last good frame
     * @param torn whether the tail after {@code end} is to be cut off
     * @param damage stretches that should be readable
     */
    public record Walked(int end, boolean torn, List<LogDamage> damage) {}

    private final SegmentScan scan;
    private final int segment;
    private final Expectation expectation;
    private final int cutAt;
    private final List<LogDamage> damage = new ArrayList<>();

    /**
     * @param from offset of a frame, or 0
     * @param cutAt where a cut segment ends; else any number
     */
    public SegmentWalk(Files.ReadFile file, int segment, int from, Expectation expectation, int cutAt)
            throws IOException {
        this.scan = new SegmentScan(file, segment, from);
        this.segment = segment;
        this.expectation = expectation;
        this.cutAt = cutAt;
    }

    /** Visits every readable frame. */
    public Walked walk(Visitor visitor) throws IOException {
        while (true) {
            Frame frame = scan.next();
            while (frame != null) {
                visitor.visit(frame);
                frame = scan.next();
            }
            int stop = scan.offset();
            if (scan.ending() == SegmentScan.Ending.SEALED || (expectation == Expectation.CUT && stop >= cutAt)) {
                return new Walked(stop, false, damage);
            }
            SegmentScan.Batch beyond = batchBeyond(stop);
            if (beyond == null && expectation == Expectation.MAY_BE_TORN) {
                return new Walked(stop, true, damage);
            }
            int goesOn = beyond == null ? scan.fileBytes() : beyond.offset();
            damage.add(new LogDamage(segment, stop, goesOn, "no valid frame"));
            if (beyond == null) {
                return new Walked(stop, false, damage);
            }
            scan.resume(goesOn);
        }
    }

    /** The next batch to go on with, if the bad place is damage; {@code null} when it is a tail. */
    private SegmentScan.@Nullable Batch batchBeyond(int stop) throws IOException {
        SegmentScan.Batch first = scan.nextBatch(stop + 1);
        if (expectation != Expectation.MAY_BE_TORN) {
            return first;
        }
        for (SegmentScan.Batch batch = first; batch != null; batch = scan.nextBatch(batch.offset() + 1)) {
            if (batch.durableOffset() > stop) {
                return first;
            }
        }
        return null;
    }
}
