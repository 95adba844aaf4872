package io.gramme.node.register;

import io.gramme.node.register.Reply.Vote;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a bystander who sees every disk and every outcome knows. Alarms at the first step that decides a second value, or
 * reports what was not decided.
 */
final class RegisterHistory {
    /** The protocol has broken its promise. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    private record Attempt(RegisterId id, Ballot ballot, Value value) {}

    private final Map<Attempt, Set<Integer>> accepted = new HashMap<>();
    private final Map<RegisterId, Value> chosen = new HashMap<>();
    private final Map<RegisterId, Long> reportedAt = new HashMap<>();

    /** An acceptor's disk now holds this vote; {@code majority} of such decide. */
    void accepted(int acceptor, RegisterId id, Vote vote, int majority) {
        Attempt attempt = new Attempt(id, vote.ballot(), vote.value());
        Set<Integer> holders = accepted.computeIfAbsent(attempt, any -> new HashSet<>());
        holders.add(acceptor);
        if (holders.size() >= majority) {
            choose(id, vote.value());
        }
    }

    private void choose(RegisterId id, Value value) {
        Value before = chosen.putIfAbsent(id, value);
        if (before != null && !before.equals(value)) {
            throw new Violation("two values for " + id + ": " + before + " and " + value);
        }
    }

    void decided(RegisterId id, Value value, long now) {
        if (!value.equals(chosen.get(id))) {
            throw new Violation(id + " reported " + value + ", decided is " + chosen.get(id));
        }
        reportedAt.putIfAbsent(id, now);
    }

    void undecided(RegisterId id, long startedAt) {
        Long known = reportedAt.get(id);
        if (known != null && known < startedAt) {
            throw new Violation(id + " read as undecided at " + startedAt + " though decided at " + known);
        }
    }

    void unknown(Outcome.Unknown outcome, RegisterId id, Value own) {
        if (!outcome.mayTakeEffect() && own != null && own.equals(chosen.get(id))) {
            throw new Violation(id + " decided " + own + " of a proposal that claims to have had no effect");
        }
    }
}
