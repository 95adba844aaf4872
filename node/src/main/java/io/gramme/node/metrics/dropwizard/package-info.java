/**
 * Metrics on Dropwizard registries and HdrHistogram, and their Prometheus text.
 *
 * <p>Invariants: every metric belongs to a {@link io.gramme.node.metrics.dropwizard.Family}, from which its HELP, TYPE
 * and the reference document come; names have base units and labels a small closed set of values. Recording takes no
 * lock. Thread rule: recording from any thread, cheapest when each loop has its own recorders; scraping from any thread.
 */
@NullMarked
package io.gramme.node.metrics.dropwizard;

import org.jspecify.annotations.NullMarked;
