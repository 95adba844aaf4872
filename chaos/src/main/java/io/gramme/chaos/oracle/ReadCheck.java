package io.gramme.chaos.oracle;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.Sibling;
import io.gramme.node.coordinator.Achieved;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.ring.Key;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Judges what a read showed: nothing invented, nothing hidden, nothing older than the quorums allow. */
public final class ReadCheck {
    private final Oracle oracle;
    private final int replicas;
    private final Overlap overlap;
    private final Consumer<Key> lookAround;

    /**
     * @param lookAround shows the oracle every node's own copy of a key; asked where the messages alone do not explain an
     *     answer, and where a client is told of something new
     * @param replicas owners of a key
     * @param overlap where quorums of owners must overlap
     */
    public ReadCheck(Oracle oracle, int replicas, Overlap overlap, Consumer<Key> lookAround) {
        this.oracle = oracle;
        this.replicas = replicas;
        this.overlap = overlap;
        this.lookAround = lookAround;
    }

    /** Between which a quorum that wrote and a quorum that reads must have an owner in common. */
    public enum Overlap {
        /** Disks may lose what they had. */
        NOWHERE,
        /** The same owners. */
        ONE_EPOCH,
        /** Owners and those who followed them: nobody was away, so that newcomers compared with everybody before they began. */
        MOVES
    }

    /**
     * @param after what the answer had to cover, or {@code null}
     * @param wallMillis the answering node's wall clock
     * @param r replies that were asked for, 0 for the default
     */
    public record Asked(Key key, long beganNanos, @Nullable CausalContext after, int r, long wallMillis) {}

    /** Judges an answer that is no failure. */
    public void check(Asked asked, ReadResult result, Object where) {
        Achieved achieved;
        List<Sibling> shown;
        CausalContext context;
        if (result instanceof ReadResult.Found found) {
            achieved = found.achieved();
            shown = found.view().siblings();
            context = found.view().context();
        } else {
            ReadResult.NotFound none = (ReadResult.NotFound) result;
            achieved = none.achieved();
            shown = List.of();
            context = none.context() == null ? CausalContext.EMPTY : none.context();
        }
        KeyHistory history = oracle.history(asked.key());
        shown.forEach(sibling -> history.see(sibling, where));
        told(asked.key(), context);
        checkShown(asked, history, shown, context, where);
        checkFresh(asked, history, achieved, context, where);
        checkCounts(asked, achieved, where);
        CausalContext after = asked.after();
        if (after != null && !context.covers(after)) {
            oracle.problem(where + ": a read of " + asked.key() + " after " + after + " answered " + context);
        }
    }

    /**
     * A client is told a context. What is new in it may name a write that only the hints of the teller know by that name,
     * and that others know by another: whoever writes on the context replaces it under both.
     */
    public void told(Key key, CausalContext context) {
        if (oracle.history(key).isNews(context)) {
            lookAround.accept(key);
        }
    }

    private void checkShown(Asked asked, KeyHistory history, List<Sibling> shown, CausalContext context, Object where) {
        for (Sibling sibling : shown) {
            long expiry = sibling.content().expiryMillis();
            if (!context.covers(sibling.dot())) {
                oracle.problem(where + ": " + KeyHistory.text(sibling) + " is shown, the context does not cover it");
            }
            if (sibling.content().tombstone() || (expiry != 0 && expiry + 1_000 <= asked.wallMillis())) {
                oracle.problem(where + ": " + KeyHistory.text(sibling) + " is shown though it is deleted or expired");
            }
        }
        long expired = asked.wallMillis() + 1_000;
        if (history.hidden(context, shown, expired) != null) {
            lookAround.accept(asked.key());
        }
        SeenDot hidden = history.hidden(context, shown, expired);
        if (hidden != null) {
            oracle.problem(where + ": the context " + context + " of " + asked.key() + " covers "
                    + KeyHistory.text(hidden.sibling()) + ", which was not shown and which nothing replaced; shown: "
                    + shown.stream().map(KeyHistory::text).toList());
        }
    }

    /**
     * Owners that took a write before the read began, and owners that answered the read: one was both, or has what one of
     * the others had.
     */
    private void checkFresh(Asked asked, KeyHistory history, Achieved achieved, CausalContext context, Object where) {
        if (overlap == Overlap.NOWHERE) {
            return;
        }
        for (LogicalWrite write : history.writes()) {
            for (LogicalWrite.Try one : write.tries()) {
                Dot dot = one.dot();
                Achieved reached = one.achieved();
                if (dot == null || reached == null || one.ackedNanos() >= asked.beganNanos()) {
                    continue;
                }
                boolean overlaps = reached.owners() + achieved.owners() > replicas && follows(achieved, reached);
                if (overlaps && !context.covers(dot) && !history.mayBePurged(write)) {
                    oracle.problem(where + ": " + asked.key() + " was read by " + achieved + " as " + context + ", yet "
                            + write + " was acknowledged " + (asked.beganNanos() - one.ackedNanos()) / 1_000
                            + " us before by " + reached + " as " + dot);
                }
            }
        }
    }

    private boolean follows(Achieved read, Achieved written) {
        return overlap == Overlap.MOVES
                ? !written.epoch().isAfter(read.epoch())
                : written.epoch().equals(read.epoch());
    }

    private void checkCounts(Asked asked, Achieved achieved, Object where) {
        if (achieved.replies() < asked.r() || achieved.owners() > replicas || achieved.replies() > achieved.asked()) {
            oracle.problem(where + ": a read with r=" + asked.r() + " was answered by " + achieved);
        }
    }
}
