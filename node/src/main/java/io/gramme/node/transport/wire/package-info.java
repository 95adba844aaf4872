/**
 * The protocol between two nodes over any byte stream: frames, hello, requests and replies, chunks, keep-alive, links
 * that reconnect. Sockets enter through {@link io.gramme.node.transport.wire.Network} and
 * {@link io.gramme.node.transport.wire.Pipe}, so a simulator can run it over streams of its own.
 *
 * <p>Frame: length of the body (4 bytes), CRC32C of the body (4), body = kind (1) and what the kind carries. All numbers
 * big-endian. The length is checked before a byte of the body is kept. Invariants: nothing of a peer is decoded before
 * its hello is proved; every buffer has a bound in {@link io.gramme.node.transport.wire.TransportConfig}. Thread rule: a
 * connection, a link and a {@link io.gramme.node.transport.wire.ShardTransport} belong to one shard's loop; another
 * shard reaches them through its executor.
 */
@NullMarked
package io.gramme.node.transport.wire;

import org.jspecify.annotations.NullMarked;
