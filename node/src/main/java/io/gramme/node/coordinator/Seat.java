package io.gramme.node.coordinator;

import io.gramme.node.causality.Coordination;
import io.gramme.node.causality.EpochRange;
import io.gramme.node.storage.RecordStore;

/**
 * What a shard of a node with a seat in the ring has: its records, its hints, and the right to make dots.
 *
 * @param epochs refilled by the node's lease; while it is exhausted, writes that need a new actor are refused
 * @param misses told of writes that their target row missed
 */
public record Seat(
        RecordStore records, HintStore hints, EpochRange epochs, TargetMisses misses, Coordination coordination) {
    public Seat(RecordStore records, HintStore hints, EpochRange epochs, TargetMisses misses) {
        this(records, hints, epochs, misses, new Coordination(records.identity(), epochs));
    }
}
