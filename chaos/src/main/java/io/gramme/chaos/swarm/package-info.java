/**
 * Swarm runs: each seed draws a cluster, a subset of the operations and of the faults with weights of their own, and a list
 * of steps (Groce et al., "Swarm Testing", ISSTA 2012). A safety phase carries them out under the oracle's eyes; then a core
 * of the machines heals and must converge (liveness after safety, as TigerBeetle's simulator does it).
 *
 * <p>A step holds its own seed, so that steps can be left out without changing what the others do: that is how a red run is
 * shrunk.
 *
 * <p>Thread rule: one run, one thread.
 */
@NullMarked
package io.gramme.chaos.swarm;

import org.jspecify.annotations.NullMarked;
