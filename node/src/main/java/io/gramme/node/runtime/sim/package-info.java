/**
 * The simulator's side of the ports: a virtual clock, one event queue with its executors and timers, and a disk in
 * memory that knows what a crash would keep. It stands here and not in the simulator's module so that the tests of this
 * module use the same disk and the same queue.
 *
 * <p>Invariants: one seed decides everything, nothing reads the outside world, nothing's order comes from a hash map's
 * iteration; what is not modelled throws. Thread rule: everything that hangs on one
 * {@link io.gramme.node.runtime.sim.SimLoop} runs on one thread.
 */
@NullMarked
package io.gramme.node.runtime.sim;

import org.jspecify.annotations.NullMarked;
