/**
 * Real nodes for tests: a cluster of processes on this machine ({@link io.gramme.testkit.RealCluster}) and the JUnit 5
 * extension that gives it to a test ({@link io.gramme.testkit.WithGramme}, {@link io.gramme.testkit.GrammeExtension}).
 *
 * <p>This is the outside: it starts processes, reads clocks and waits. Everything public is thread-safe unless it says
 * otherwise; waiting always has an end.
 */
@NullMarked
package io.gramme.testkit;

import org.jspecify.annotations.NullMarked;
