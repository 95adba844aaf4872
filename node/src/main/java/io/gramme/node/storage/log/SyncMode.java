package io.gramme.node.storage.log;

/** When an append is acknowledged ({@code storage.sync}). */
public enum SyncMode {
    /** One fsync for all that waits, then the acknowledgements. The default. */
    GROUP,
    /** One fsync for each batch that a shard hands over. */
    ALWAYS,
    /** Acknowledged when written; fsynced every few milliseconds. A power loss may take what was acknowledged last. */
    INTERVAL
}
