package io.gramme.node.register;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a proposal is to do.
 *
 * @param id the register
 * @param acceptors numbers of the register's group, 1 to {@link #MAX_ACCEPTORS}, distinct
 * @param value what to propose, or {@code null} to read: an identity round that finishes what it finds
 * @param node number of the proposer's node
 * @param nonce random number, new for every proposal
 * @param budgetMillis time after which it gives up, 1 or more
 * @param phaseMillis how long a phase waits for a majority before the next attempt, 1 or more
 */
public record ProposalPlan(
        RegisterId id,
        List<Integer> acceptors,
        @Nullable Value value,
        int node,
        long nonce,
        long budgetMillis,
        long phaseMillis) {
    /** Largest group; rings name 1, 3 or 5, a founding list may be longer. */
    public static final int MAX_ACCEPTORS = 64;

    /** @throws IllegalArgumentException when the group is empty, too large or names an acceptor twice, or a time is 0 */
    public ProposalPlan {
        acceptors = List.copyOf(acceptors);
        if (acceptors.isEmpty() || acceptors.size() > MAX_ACCEPTORS) {
            throw new IllegalArgumentException("a group of " + acceptors.size() + " acceptors");
        }
        if (acceptors.stream().distinct().count() != acceptors.size()) {
            throw new IllegalArgumentException("an acceptor twice in " + acceptors);
        }
        if (budgetMillis < 1 || phaseMillis < 1) {
            throw new IllegalArgumentException("budget " + budgetMillis + " ms, phase " + phaseMillis + " ms");
        }
    }

    int majority() {
        return acceptors.size() / 2 + 1;
    }
}
