/**
 * Stories told about stores like this one, each played on whole nodes in the simulated world: the histories that lost
 * acknowledged writes elsewhere, the interleavings that the design speaks of, and the faults that happen once a year. A play
 * says step by step who does what and what must come out; the seed only shuffles the turns between.
 *
 * <p>{@code ./chaos/run sim --scenario NAME --seed N} plays one. Thread rule: one play, one thread.
 */
@NullMarked
package io.gramme.chaos.named;

import org.jspecify.annotations.NullMarked;
