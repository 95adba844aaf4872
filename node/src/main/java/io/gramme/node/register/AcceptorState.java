package io.gramme.node.register;

import io.gramme.node.register.Reply.Vote;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything an acceptor must not forget, as a value: the newest decision it knows and its part in registers that are
 * still open. At most {@link #MAX_OPEN} are open; a decision closes every register of the cluster up to its own id.
 *
 * @param newest the latest decision, or {@code null} before the first
 * @param open promises and accepted values of undecided registers, by id; unmodifiable
 */
public record AcceptorState(@Nullable Decision newest, SortedMap<RegisterId, Part> open) {
    /** Open registers an acceptor takes part in. One is the rule; more come from foundings and recoveries that failed. */
    public static final int MAX_OPEN = 8;

    /** An acceptor that has taken part in nothing. */
    public static final AcceptorState EMPTY = new AcceptorState(null, new TreeMap<>());

    /** @throws IllegalArgumentException when more than {@link #MAX_OPEN} registers are open, or a settled one is */
    public AcceptorState {
        if (open.size() > MAX_OPEN) {
            throw new IllegalArgumentException(open.size() + " open registers exceed " + MAX_OPEN);
        }
        for (RegisterId id : open.keySet()) {
            if (newest != null && newest.settles(id)) {
                throw new IllegalArgumentException("register " + id + " is open below the decision " + newest.id());
            }
        }
        open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
    }

    /**
     * An acceptor's part in one register.
     *
     * @param promised no ballot below this one gets a vote any more
     * @param accepted the value accepted under the highest ballot, or {@code null}
     */
    public record Part(Ballot promised, @Nullable Vote accepted) {
        static final Part NONE = new Part(Ballot.NONE, null);

        /** @throws IllegalArgumentException when something was accepted above the promise */
        public Part {
            if (accepted != null && accepted.ballot().isAbove(promised)) {
                throw new IllegalArgumentException("accepted " + accepted.ballot() + " above promised " + promised);
            }
        }
    }

    Part part(RegisterId id) {
        return open.getOrDefault(id, Part.NONE);
    }

    AcceptorState with(RegisterId id, Part part) {
        SortedMap<RegisterId, Part> parts = new TreeMap<>(open);
        parts.put(id, part);
        return new AcceptorState(newest, parts);
    }

    /** This state after a decision became known; registers that it settles are dropped. */
    AcceptorState settledBy(Decision decision) {
        SortedMap<RegisterId, Part> left = new TreeMap<>();
        for (Map.Entry<RegisterId, Part> entry : open.entrySet()) {
            if (!decision.settles(entry.getKey())) {
                left.put(entry.getKey(), entry.getValue());
            }
        }
        return new AcceptorState(decision, left);
    }
}
