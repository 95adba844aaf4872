package io.gramme.node.causality;

/**
 * What a store's index keeps of a record.
 *
 * @param versionHash see {@link KeyRecord#versionHash}
 * @param onlyTombstones no version holds a value
 * @param lww the record keeps only its newest version
 * @param hlc greatest stamp among the versions, 0 when there is none
 * @param expiryMillis earliest expiry among the versions, 0 for none
 */
public record HeaderValues(long versionHash, boolean onlyTombstones, boolean lww, long hlc, long expiryMillis) {}
