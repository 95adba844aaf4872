/**
 * What the node counts and measures: one narrow interface for each subsystem, whose methods do nothing by default.
 * {@code metrics.dropwizard} carries them into registries.
 *
 * <p>Invariant: metrics never change what the node does. Thread rule: every method is callable from any thread.
 */
@NullMarked
package io.gramme.node.metrics;

import org.jspecify.annotations.NullMarked;
