package io.gramme.chaos.oracle;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.RequestId;
import io.gramme.node.coordinator.Achieved;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One write that a client wants, with every try of it: retries carry the same id, content and context. */
public final class LogicalWrite {
    private final int number;
    private final Key key;
    private final Content content;
    private final @Nullable CausalContext context;
    private final @Nullable RequestId id;
    private final boolean judged;
    private final List<Try> tries = new ArrayList<>();

    /**
     * What a client asks.
     *
     * @param context what it was shown, {@code null} for a blind write
     * @param judged whether it is written only on a key that a quorum shows as not found: then it takes the place of the
     *     deletions and expired versions that the quorum showed
     */
    public record Wish(
            Key key,
            Content content,
            @Nullable CausalContext context,
            @Nullable RequestId id,
            boolean judged) {}

    /** How one try stands. */
    public enum State {
        /** No answer yet, or none for ever. */
        OPEN,
        /** The node said that it reached W. */
        ACKED,
        /** The node said that nothing was sent or applied. */
        NONE,
        /** The node said that it may have happened. */
        MAYBE
    }

    /** One time that it was sent to a node. */
    public static final class Try {
        private final long beganNanos;
        private State state = State.OPEN;
        private @Nullable Dot dot;
        private @Nullable Achieved achieved;
        private long ackedNanos;

        Try(long beganNanos) {
            this.beganNanos = beganNanos;
        }

        public State state() {
            return state;
        }

        /** The dot that the answer named. */
        public @Nullable Dot dot() {
            return dot;
        }

        public @Nullable Achieved achieved() {
            return achieved;
        }

        public long beganNanos() {
            return beganNanos;
        }

        /** When it was acknowledged. */
        public long ackedNanos() {
            return ackedNanos;
        }

        void ack(Dot named, Achieved reached, long nowNanos) {
            state = State.ACKED;
            dot = named;
            achieved = reached;
            ackedNanos = nowNanos;
        }

        void fail(State failed) {
            state = failed;
        }
    }

    LogicalWrite(int number, Wish wish) {
        this.number = number;
        this.key = wish.key;
        this.content = wish.content;
        this.context = wish.context;
        this.id = wish.id;
        this.judged = wish.judged && wish.context == null;
    }

    public int number() {
        return number;
    }

    public Key key() {
        return key;
    }

    public Content content() {
        return content;
    }

    /** What its writer was shown; {@code null} for a blind write. */
    public @Nullable CausalContext context() {
        return context;
    }

    /** Whether it had no context of its own and took that of what its coordinator read as not found. */
    public boolean isJudged() {
        return judged;
    }

    public @Nullable RequestId id() {
        return id;
    }

    public List<Try> tries() {
        return tries;
    }

    Try newTry(long nowNanos) {
        Try next = new Try(nowNanos);
        tries.add(next);
        return next;
    }

    /** Whether any try may have changed something. */
    public boolean mayHaveApplied() {
        return tries.stream().anyMatch(one -> one.state != State.NONE);
    }

    /** Whether any try was acknowledged. */
    public boolean isAcked() {
        return tries.stream().anyMatch(one -> one.state == State.ACKED);
    }

    boolean contextCovers(Dot dot) {
        return context != null && context.covers(dot);
    }

    @Override
    public String toString() {
        return (content.tombstone() ? "delete" : "write") + " #" + number;
    }
}
