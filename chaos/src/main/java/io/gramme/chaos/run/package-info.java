/**
 * Runs scenarios over seeds: the command behind {@code ./chaos/run sim}, its exit codes and its result file.
 *
 * <p>Invariant: a verdict depends on the scenario and the seed alone. Thread rule: one thread.
 */
@NullMarked
package io.gramme.chaos.run;

import org.jspecify.annotations.NullMarked;
