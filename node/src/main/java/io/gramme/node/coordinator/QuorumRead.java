package io.gramme.node.coordinator;

import io.gramme.node.causality.KeyRecord;
import org.jspecify.annotations.Nullable;

/** What R replicas hold together, or why R was missed. */
sealed interface QuorumRead {
    /** @param merged {@code null} when none of them holds anything */
    record Merged(@Nullable KeyRecord merged, Achieved achieved) implements QuorumRead {}

    record Missed(RequestFailure failure) implements QuorumRead {}
}
