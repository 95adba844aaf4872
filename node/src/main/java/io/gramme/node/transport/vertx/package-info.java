/**
 * TCP and UDP sockets by Vert.x for {@code transport.wire}, and nothing of the protocol.
 *
 * <p>Invariant: a socket's events arrive on the loop that opened or accepted it. Thread rule: pipes and datagrams belong
 * to one loop; {@link io.gramme.node.transport.vertx.VertxSockets} is made, listens and closes on any thread.
 */
@NullMarked
package io.gramme.node.transport.vertx;

import org.jspecify.annotations.NullMarked;
