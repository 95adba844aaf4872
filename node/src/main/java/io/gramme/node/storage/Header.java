package io.gramme.node.storage;

/**
 * What the index keeps beside each record, so that trees, digests and sweeps need not read values.
 *
 * @param versionHash 64-bit keyed hash of the record's causal state; equal on all replicas that hold the same versions
 * @param flags bit set, see the constants
 * @param hlc greatest hybrid logical clock stamp among the record's versions
 * @param expiryMillis earliest wall-clock expiry among live versions, or 0 for none
 */
public record Header(long versionHash, int flags, long hlc, long expiryMillis) {
    /** No version holds a value: only tombstones are left. */
    public static final int TOMBSTONE = 1;
    /** The record keeps only its newest version (last writer wins). */
    public static final int LWW = 2;
    /** A write that its target owner missed (ring change). */
    public static final int TARGET_MISSED = 4;
    /** Its clock has more than {@link #LONG_CLOCK_ENTRIES} entries. */
    public static final int LONG_CLOCK = 8;
    /** Entries up to which clocks are left alone. */
    public static final int LONG_CLOCK_ENTRIES = 200;
}
