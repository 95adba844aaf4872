package io.gramme.node.antientropy;

import io.gramme.node.antientropy.KeyDifferences.Push;
import java.util.List;

/** What an exchange wants done next; there is one at a time, and its answer comes before the next. */
sealed interface ExchangeEffect {
    /** Compare the roots. */
    record AskBranches() implements ExchangeEffect {}

    /** Ask for these leaves' sums. */
    record AskLeafSums(int[] leaves) implements ExchangeEffect {}

    /** Let writes under way arrive. */
    record Pause(long millis) implements ExchangeEffect {}

    /** Ask which keys lie in these leaves, after a key hash if {@code resumes}. */
    record AskKeyList(int[] leaves, boolean resumes, long after) implements ExchangeEffect {}

    /** Get the peer's records of these key hashes and merge them here. */
    record Pull(long[] keyHashes) implements ExchangeEffect {}

    /** Send this node's records of these keys, where the peer does not hold them already. */
    record PushRecords(List<Push> keys) implements ExchangeEffect {}

    /** It is over. */
    record End(boolean complete, boolean treeSuspect) implements ExchangeEffect {}
}
