package io.gramme.node.coordinator;

import io.gramme.node.causality.KeyRecord;
import org.jspecify.annotations.Nullable;

/** What a {@link ReadCore} wants done, in the order of the list. */
sealed interface ReadEffect {
    /** Ask an owner or fallback, this node itself included; {@code full}: for the record whatever its size. */
    record Ask(int node, boolean full) implements ReadEffect {}

    /** Send the merged record to an owner that is behind, and report what came of it. */
    record Repair(int node, KeyRecord merged) implements ReadEffect {}

    /** Answer the client with the merged record, {@code null} when nobody holds anything. */
    record Answer(Verdict verdict, @Nullable KeyRecord merged) implements ReadEffect {}
}
