/**
 * Membership and failure detection: SWIM (Das, Gupta, Motivala 2002) with suspicion and Lifeguard (Dadgar, Phillips,
 * Currey 2017) as one state machine, {@link io.gramme.gossip.Gossip}. Pure: JDK only; the time is an argument, chance is
 * given in, output is a list of effects.
 *
 * <p>Invariants: a member's record only grows in the order (boot counter, incarnation, state); an alive record of a
 * process is made by that process alone; nothing that is not signed with the cluster's key is looked at; a datagram never
 * exceeds 1 200 bytes; every table, queue and message is bounded.
 *
 * <p>Thread rule: one machine belongs to one thread; the records are immutable and may go anywhere.
 */
@NullMarked
package io.gramme.gossip;

import org.jspecify.annotations.NullMarked;
