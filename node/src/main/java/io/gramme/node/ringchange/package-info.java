/**
 * How a node comes to its first ring and from one ring to the next: founding, the register that decides epochs, and the
 * spread of what was decided.
 *
 * <p>Invariants: a ring is published only when it is decided, and used here only when it is durable here; two rings of one
 * epoch stop every change; an acceptor's answer leaves only when its state is durable. Thread rule: everything lives on
 * the control loop.
 */
@NullMarked
package io.gramme.node.ringchange;

import org.jspecify.annotations.NullMarked;
