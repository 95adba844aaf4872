package io.gramme.node.handoff;

/**
 * How much is kept, and what counts as delivered.
 *
 * @param maxBytes room of one shard's hints
 * @param maxAgeMillis age from which a hint may be dropped, if enough owners are known to hold it
 * @param needsDurable whether an owner must have fsynced; false only under {@code sync: interval}, where no
 *     acknowledgement of any write waits for the disk
 */
public record HandoffSettings(long maxBytes, long maxAgeMillis, boolean needsDurable) {
    public HandoffSettings {
        if (maxBytes < 0 || maxAgeMillis < 0) {
            throw new IllegalArgumentException("room of " + maxBytes + " bytes, age of " + maxAgeMillis + " ms");
        }
    }
}
