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
    @SuppressWarnings("ReferenceEquality") // merge returns the very record when nothing is new
    public StoredRecord receive(KeyRecord incoming, ActorIdentity identity) {
        boolean keeps = marker != null && !identity.isBehind(record.context(), incoming.context());
        KeyRecord merged = KeyRecord.merge(record, incoming);
        if (merged == record && keeps == (marker != null)) {
            return this;
        }
        return new StoredRecord(keeps ? marker : null, merged);
    }
}
