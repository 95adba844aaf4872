package io.gramme.node.causality;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client wrote: a value with its type and metadata, or a deletion.
 *
 * @param tombstone a deletion; then value, type and metadata are empty
 * @param value the bytes, up to 8 MiB by the front's own limit
 * @param contentType as given by the client, empty for none; at most 255 bytes of UTF-8
 * @param metadata names to values, sorted by name; at most 64 KiB in all by the front's limit
 * @param lastModifiedMillis wall clock of the coordinator, for people only
 * @param expiryMillis absolute wall-clock end of life, 0 for none
 */
public record Content(
        boolean tombstone,
        ValueBytes value,
        String contentType,
        SortedMap<String, String> metadata,
        long lastModifiedMillis,
        long expiryMillis) {
    static final SortedMap<String, String> NO_METADATA = java.util.Collections.emptySortedMap();

    /** @throws IllegalArgumentException for a tombstone that carries something, or a negative time */
    public Content {
        if (tombstone && (value.length() > 0 || !contentType.isEmpty() || !metadata.isEmpty() || expiryMillis != 0)) {
            throw new IllegalArgumentException("a tombstone carries no value, type, metadata or expiry");
        }
        if (lastModifiedMillis < 0 || expiryMillis < 0) {
            throw new IllegalArgumentException(
                    "times before 1970: modified " + lastModifiedMillis + " ms, expiry " + expiryMillis + " ms");
        }
    }

    /** A value that does not expire. */
    public static Content value(ValueBytes value, String contentType, long nowMillis) {
        return new Content(false, value, contentType, NO_METADATA, nowMillis, 0);
    }

    /** A deletion. */
    public static Content deletion(long nowMillis) {
        return new Content(true, ValueBytes.EMPTY, "", NO_METADATA, nowMillis, 0);
    }

    /** The same with metadata. */
    public Content withMetadata(Map<String, String> more) {
        SortedMap<String, String> sorted =
                more.isEmpty() ? NO_METADATA : java.util.Collections.unmodifiableSortedMap(new TreeMap<>(more));
        return new Content(tombstone, value, contentType, sorted, lastModifiedMillis, expiryMillis);
    }

    /** The same with an absolute end of life, wall clock in ms; 0 for none. */
    public Content expiringAt(long millis) {
        return new Content(tombstone, value, contentType, metadata, lastModifiedMillis, millis);
    }

    /** Whether a reader at that wall clock sees a value. */
    public boolean isLiveAt(long nowMillis) {
        return !tombstone && (expiryMillis == 0 || nowMillis < expiryMillis);
    }
}
