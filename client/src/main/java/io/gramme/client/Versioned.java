package io.gramme.client;

import java.time.Instant;

/**
 * A value and what is needed to replace it.
 *
 * @param context give it to the put or delete that follows
 * @param lastModified of the newest sibling, in whole seconds
 */
public record Versioned<V>(V value, Context context, String etag, Instant lastModified) {}
