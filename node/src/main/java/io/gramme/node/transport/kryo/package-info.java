/**
 * The wire form of messages, by Kryo 5.6.2.
 *
 * <p>Kryo trusts what it reads (its issue #1282), so nothing of it that reads a count is used: every message has its own
 * serializer, frozen number and limits ({@link io.gramme.node.transport.kryo.BoundedInput}), class names never travel,
 * references are off, and an instance that threw is dropped (its issue #1281). Invariant: decoding allocates no more than
 * the bytes it was given. Thread rule: a codec belongs to one loop.
 */
@NullMarked
package io.gramme.node.transport.kryo;

import org.jspecify.annotations.NullMarked;
