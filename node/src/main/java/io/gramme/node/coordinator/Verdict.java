package io.gramme.node.coordinator;

import io.gramme.node.coordinator.RequestFailure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * How a quorum ended.
 *
 * @param failure why it was missed, or {@code null} when it was reached
 * @param needed replies or acknowledgements asked for
 * @param got of those counted
 * @param outcome whether a write may have happened, meaningless without a failure
 */
record Verdict(@Nullable Reason failure, int needed, int got, Outcome outcome) {
    static Verdict reached(int needed, int got) {
        return new Verdict(null, needed, got, Outcome.NONE);
    }
}
