package io.gramme.node.handoff;

import io.gramme.node.causality.ByteSink;
import io.gramme.node.causality.ByteSource;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.coordinator.HintStore;
import io.gramme.node.coordinator.HintStore.Obligation;

/**
 * For whom a record is kept, and since when.
 *
 * @param owners who has yet to get it; not empty, at most {@link HintStore#MAX_OWNERS}
 * @param acknowledged owners that took this very record from here; none of them is among the owners. Owners that had it
 *     from its coordinator are not known here
 * @param needed greatest W among the writes that it serves, 0 when unknown
 * @param createdMillis wall clock at the oldest obligation
 */
record HintTerms(NodeSet owners, NodeSet acknowledged, int needed, long createdMillis) {
    /** Longest encoding, in bytes. */
    static final int MAX_BYTES = 32 + 2 * 2 * HintStore.MAX_OWNERS;

    HintTerms {
        if (owners.isEmpty() || owners.size() > HintStore.MAX_OWNERS || acknowledged.size() > HintStore.MAX_OWNERS) {
            throw new IllegalArgumentException("kept for " + owners + ", acknowledged by " + acknowledged);
        }
        if (acknowledged.without(owners).size() < acknowledged.size()) {
            throw new IllegalArgumentException("kept for " + owners + " of which some acknowledged: " + acknowledged);
        }
        if (needed < 0 || needed > HintStore.MAX_OWNERS || createdMillis < 0) {
            throw new IllegalArgumentException("W " + needed + ", created at " + createdMillis);
        }
    }

    static HintTerms of(Obligation obligation, long nowMillis) {
        return new HintTerms(NodeSet.of(obligation.owners()), NodeSet.EMPTY, obligation.needed(), nowMillis);
    }

    /** The same record is kept for more owners. */
    HintTerms joined(Obligation obligation) {
        NodeSet more = NodeSet.of(obligation.owners());
        return new HintTerms(
                owners.with(more), acknowledged.without(more), Math.max(needed, obligation.needed()), createdMillis);
    }

    /** Another record is kept now: who acknowledged the old one has yet to show that it holds this one. */
    HintTerms changed(Obligation obligation) {
        HintTerms joined = joined(obligation);
        return new HintTerms(joined.owners, NodeSet.EMPTY, joined.needed, createdMillis);
    }

    HintTerms aimedAt(NodeSet newOwners) {
        return new HintTerms(newOwners, acknowledged.without(newOwners), needed, createdMillis);
    }

    /** One of several owners holds the record now. */
    HintTerms acknowledgedBy(int node) {
        NodeSet one = NodeSet.of(node);
        NodeSet known = acknowledged.size() < HintStore.MAX_OWNERS ? acknowledged.with(one) : acknowledged;
        return new HintTerms(owners.without(one), known, needed, createdMillis);
    }

    void write(ByteSink sink) {
        sink.varint(createdMillis);
        sink.varint(needed);
        owners.write(sink);
        acknowledged.write(sink);
    }

    static HintTerms read(ByteSource source) throws MalformedRecordException {
        long created = source.varint(Long.MAX_VALUE);
        int needed = (int) source.varint(HintStore.MAX_OWNERS);
        NodeSet owners = NodeSet.read(source, HintStore.MAX_OWNERS);
        NodeSet acknowledged = NodeSet.read(source, HintStore.MAX_OWNERS);
        if (owners.isEmpty() || acknowledged.without(owners).size() < acknowledged.size()) {
            throw new MalformedRecordException("a hint for " + owners + ", acknowledged by " + acknowledged);
        }
        return new HintTerms(owners, acknowledged, needed, created);
    }
}
