/**
 * How nodes talk: the {@link io.gramme.node.transport.Transport} and {@link io.gramme.node.transport.Datagrams} ports, and
 * every message that crosses between nodes. {@code transport.kryo} is the wire form, {@code transport.vertx} the sockets;
 * the simulator supplies its own network over the same codec.
 *
 * <p>Invariants: a request ends in exactly one outcome; {@link io.gramme.node.transport.Failure.Unreachable} and
 * {@link io.gramme.node.transport.Failure.Overloaded} mean that nothing was sent; whatever else is not an answer is
 * unknown; every message is bounded by {@link io.gramme.node.transport.WireLimits}. Thread rule: a
 * {@link io.gramme.node.transport.Transport} belongs to one shard's loop, and so does every callback it makes.
 */
@NullMarked
package io.gramme.node.transport;

import org.jspecify.annotations.NullMarked;
