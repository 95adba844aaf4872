/**
 * The register that decides ring versions: CASPaxos (Rystsov 2018, arXiv 1802.07000), consensus without a leader, cut
 * down to write-once registers. Each {@link io.gramme.node.register.RegisterId} is an independent register with its own
 * fixed group of acceptors, so no register ever changes its members.
 *
 * <p>Invariants: at most one value is ever decided for an id; an acceptor's answer leaves only after the state it speaks
 * of is durable; an acceptor that lost data does not vote. Nothing here reads a clock, draws a random number, waits or
 * touches a disk: time and jitter are arguments and everything to be done comes out as effect records.
 *
 * <p>Thread rule: {@link io.gramme.node.register.AcceptorState} is a value; a
 * {@link io.gramme.node.register.Proposal} belongs to one loop.
 */
@NullMarked
package io.gramme.node.register;

import org.jspecify.annotations.NullMarked;
