package io.gramme.node.causality;

import org.jspecify.annotations.Nullable;

/**
 * A record as one node stores it: with its own ownership marker, which never leaves the node.
 *
 * @param marker {@code null} for a record that came from elsewhere
 */
public record StoredRecord(@Nullable Marker marker, KeyRecord record) {
    /** A record without a marker. */
    public static StoredRecord unmarked(KeyRecord record) {
        return new StoredRecord(null, record);
    }

    /**
     * Merges what came from elsewhere (write, hint, repair, transfer, restore). The marker ends where the incoming record
     * shows one of this node's actors ahead of the local copy: this node forgot something.
     */
    public StoredRecord receive(KeyRecord incoming, ActorIdentity identity) {
        return receiveCounting(incoming, identity).stored();
    }

    /**
     * A merge and what to count.
     *
     * @param stored the very record that received when nothing is new
     * @param discarded concurrent versions that last-writer-wins dropped here
     */
    public record Received(StoredRecord stored, int discarded) {}

    /** {@link #receive} with the account of what last-writer-wins dropped. */
    @SuppressWarnings("ReferenceEquality") // merge returns the very record when nothing is new
    public Received receiveCounting(KeyRecord incoming, ActorIdentity identity) {
        boolean keeps = marker != null && !identity.isBehind(record.context(), incoming.context());
        KeyRecord.Merged account = KeyRecord.mergeCounting(record, incoming);
        KeyRecord merged = account.record();
        if (merged == record && keeps == (marker != null)) {
            return new Received(this, account.discarded());
        }
        return new Received(new StoredRecord(keeps ? marker : null, merged), account.discarded());
    }
}
