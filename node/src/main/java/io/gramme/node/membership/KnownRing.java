package io.gramme.node.membership;

import io.gramme.ring.Ring;

/**
 * A ring version as this node holds it: decided, and durable here.
 *
 * @param hash of its encoding; two hashes for one epoch are an alarm
 */
public record KnownRing(Ring ring, long hash) {}
