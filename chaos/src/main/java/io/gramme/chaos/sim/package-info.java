/**
 * The simulated world: machines with clocks and disks, the processes on them, the network between them, and the trace
 * that proves that a seed repeats. It hosts any program that takes its ports from {@link
 * io.gramme.chaos.sim.SimProcess}; virtual time and the disk are the node's {@code runtime.sim}.
 *
 * <p>Invariants: one seed, forked by name, decides everything; nothing's order comes from a hash map's iteration; what
 * is not modelled throws. Thread rule: one simulation, one thread.
 */
@NullMarked
package io.gramme.chaos.sim;

import org.jspecify.annotations.NullMarked;
