/**
 * A node's configuration: read from defaults, file, environment and flags, checked as a whole, then immutable.
 *
 * <p>Invariants: {@link io.gramme.node.config.Schema} is the only list of settings, and reading, printing, suggestions
 * and the reference document all come from it; a configuration that exists has passed every check. All faults are
 * reported at once. Nothing here opens a file: texts and a file reader are arguments. Thread rule: values, any thread.
 */
@NullMarked
package io.gramme.node.config;

import org.jspecify.annotations.NullMarked;
