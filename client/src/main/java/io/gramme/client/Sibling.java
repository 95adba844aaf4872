package io.gramme.client;

import java.time.Instant;

/**
 * One of a key's concurrent values.
 *
 * @param tag names this value; empty when it is the only one
 * @param lastModified by its coordinator's clock, in whole seconds; for people, not for deciding
 */
public record Sibling<V>(V value, String tag, String contentType, Instant lastModified) {}
