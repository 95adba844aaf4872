/**
 * The Java SDK: ring-aware, non-blocking, with the causal context in every signature.
 *
 * <p>{@link io.gramme.client.GrammeClient} is the door. Policies ({@code RetryBudget}, {@code Backoff}, {@code Latencies},
 * {@code NodeChoice}) are pure and get time and chance as arguments; {@code Attempts} is the life of one request; the
 * world comes in through {@link io.gramme.client.transport.Wire}. Everything public is thread-safe unless it says otherwise;
 * futures complete on the client's loops, so what is chained to them must not block.
 */
@NullMarked
package io.gramme.client;

import org.jspecify.annotations.NullMarked;
