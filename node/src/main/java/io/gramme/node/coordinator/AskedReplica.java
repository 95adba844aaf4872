package io.gramme.node.coordinator;

import io.gramme.node.causality.KeyRecord;
import org.jspecify.annotations.Nullable;

/** What a {@link ReadCore} knows of one node that it asked. */
final class AskedReplica {
    private static final int[] NOBODY = {};

    final int node;
    final boolean owner;
    State state = State.PENDING;
    Written repair = Written.NO;
    /** It was asked for the record whatever its size. */
    boolean full;
    /** Its word has been counted. */
    boolean voted;
    /** Owners that its hint is kept for; empty for an owner. */
    int[] keptFor = NOBODY;
    /** What it holds, as far as known: what it sent, or what its digest equals. */
    @Nullable
    KeyRecord record;

    /** What it was sent to be merged, last. */
    @Nullable
    KeyRecord sent;

    long digest;
    long hlc;
    private String failure = "";

    /** Its last word. */
    enum State {
        PENDING,
        RECORD,
        DIGEST,
        ABSENT,
        FAILED
    }

    /** Whether it was sent the merged record, and what came of it. */
    enum Written {
        NO,
        PENDING,
        YES,
        FAILED
    }

    AskedReplica(int node, boolean owner, boolean full) {
        this.node = node;
        this.owner = owner;
        this.full = full;
    }

    void gaveNoVote(String reason) {
        failure = reason;
    }

    /** Why it gave no vote, empty when it did or may yet. */
    String failure() {
        return failure;
    }

    boolean isPending() {
        return state == State.PENDING || repair == Written.PENDING;
    }

    boolean holds(KeyRecord other) {
        KeyRecord own = record;
        return own != null && own.sameVersions(other);
    }

    /** Sends it a record to be merged. */
    ReadEffect.Repair repairWith(KeyRecord merged) {
        repair = Written.PENDING;
        sent = merged;
        return new ReadEffect.Repair(node, merged);
    }

    /** Whether it was sent something, but less than this. */
    boolean wasSentLessThan(KeyRecord merged) {
        KeyRecord last = sent;
        return last != null && !last.sameVersions(merged);
    }

    /** It may be sent this, where what it was sent and took says less. */
    void forgetLessThan(KeyRecord merged) {
        if (repair == Written.YES && wasSentLessThan(merged)) {
            repair = Written.NO;
        }
    }

    void countIn(SlotTally tally) {
        if (owner) {
            tally.owner(node);
        } else {
            tally.standIn(node, keptFor);
        }
    }
}
