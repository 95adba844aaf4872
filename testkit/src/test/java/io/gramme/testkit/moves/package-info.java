/**
 * Partitions that move while clients work, measured on real processes: {@code ./chaos/run moves}. Not a test of the build: a
 * pass takes minutes, and its figures mean something only on a quiet machine.
 */
package io.gramme.testkit.moves;
