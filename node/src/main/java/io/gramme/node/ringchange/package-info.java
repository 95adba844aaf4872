/**
 * How a node comes to its first ring and from one ring to the next: founding, the register that decides epochs, and the
 * spread of what was decided; and how partitions move to their new owners.
 *
 * <p>Invariants: a ring is published only when it is decided, and used here only when it is durable here; two rings of one
 * epoch stop every change; an acceptor's answer leaves only when its state is durable; a partition switches only when its
 * newcomers hold what every live owner held, and what a node held of a partition it lost is never merged when it returns.
 * Thread rule: everything lives on the control loop, except what a class says of a shard's.
 */
@NullMarked
package io.gramme.node.ringchange;

import org.jspecify.annotations.NullMarked;
