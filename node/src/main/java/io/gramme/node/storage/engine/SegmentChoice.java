package io.gramme.node.storage.engine;

import io.gramme.node.storage.RunRemovals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which segment compaction takes next, by what the shards still need. On the background executor; a new one each time.
 *
 * <p>A removal's frame is needed as long as an older frame of its key may exist, so not in the oldest segment. That one
 * is therefore looked through first; then the deadest segment goes, if it is dead enough; and when removals that wait for
 * older segments have become much beside all that the log holds, the oldest segment is moved to the end though it lives.
 * So what deletes leave behind stays a small part of what is stored, and each byte of them moves at most
 * {@value #REMOVALS_WORTH_A_MOVE} bytes.
 */
final class SegmentChoice {
    private static final int REMOVALS_WORTH_A_MOVE = 16;
    /** What a removal takes in log and index together, about. */
    private static final long REMOVAL_BYTES = 100;
    /** Not for less than this part of a segment. */
    private static final int LEAST_PART = 2;

    private final EngineContext context;
    private final List<LiveBytes> live = new ArrayList<>();
    private final List<RunRemovals> removals = new ArrayList<>();
    private long committedEnd;

    SegmentChoice(EngineContext context) {
        this.context = context;
    }

    /**
     * What one shard still needs.
     *
     * @param live of each of its groups
     * @param removals of each of its runs
     * @param committedEnd up to where it has committed
     */
    record ShardNeeds(List<LiveBytes> live, List<RunRemovals> removals, long committedEnd) {}

    /** What is to be done with a segment. */
    enum Work {
        /** Let go of its removals. */
        RELEASE_REMOVALS,
        /** Move what is needed and delete it. */
        RELOCATE
    }

    record Chosen(SegmentCatalog.Segment segment, Work work) {}

    void add(ShardNeeds needs) {
        live.addAll(needs.live());
        removals.addAll(needs.removals());
        committedEnd = Math.max(committedEnd, needs.committedEnd());
    }

    /** The furthest that any shard has committed. */
    long committedEnd() {
        return committedEnd;
    }

    /** The next thing to do, or {@code null}. */
    @Nullable
    Chosen choose() {
        List<SegmentCatalog.Segment> sealed =
                context.segments().sealedBefore(context.manifest().current().leastPosition());
        SegmentCatalog.Segment oldest = oldest(sealed);
        if (oldest != null && !oldest.removalsReleased && removalsIn(oldest.number) > 0) {
            return new Chosen(oldest, Work.RELEASE_REMOVALS);
        }
        SegmentCatalog.Segment deadest = deadest(sealed);
        if (deadest == null && oldest != null && manyRemovalsWait(oldest)) {
            deadest = oldest;
        }
        return deadest == null ? null : new Chosen(deadest, Work.RELOCATE);
    }

    /** The oldest segment of all, if it is sealed, sound and needed. */
    private SegmentCatalog.@Nullable Segment oldest(List<SegmentCatalog.Segment> sealed) {
        if (sealed.isEmpty()) {
            return null;
        }
        SegmentCatalog.Segment first = sealed.get(0);
        boolean fit = first.number == context.segments().oldest() && !first.damaged && first.relocatedUntil == 0;
        return fit ? first : null;
    }

    /** The deadest segment under the ratio; a damaged one only when nothing in it is needed. */
    private SegmentCatalog.@Nullable Segment deadest(List<SegmentCatalog.Segment> sealed) {
        SegmentCatalog.Segment best = null;
        double bestRatio = context.settings().liveRatio();
        for (SegmentCatalog.Segment segment : sealed) {
            long needed = live.stream().mapToLong(one -> one.of(segment.number)).sum();
            double ratio = (double) needed / segment.bytes;
            boolean eligible = segment.relocatedUntil == 0 && (!segment.damaged || needed == 0);
            if (eligible && ratio < bestRatio) {
                best = segment;
                bestRatio = ratio;
            }
        }
        return best;
    }

    private long removalsIn(int segment) {
        return removals.stream()
                .mapToLong(run -> run.in(each -> each == segment))
                .sum();
    }

    private boolean manyRemovalsWait(SegmentCatalog.Segment oldest) {
        long waiting = removals.stream()
                .mapToLong(run -> run.in(
                        each -> each > oldest.number && context.segments().exists(each)))
                .sum();
        long log = context.segments().all().stream()
                .mapToLong(segment -> segment.bytes)
                .sum();
        long bytes = waiting * REMOVAL_BYTES;
        return bytes >= context.settings().log().segmentBytes() / LEAST_PART && bytes >= log / REMOVALS_WORTH_A_MOVE;
    }
}
