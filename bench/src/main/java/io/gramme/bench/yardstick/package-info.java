/**
 * What the figures are held against: the least that a quorum store can do, and the least that an HTTP server can do, on
 * the same libraries. Throw-away programs, without checks, rings or versions; never shipped.
 */
@org.jspecify.annotations.NullMarked
package io.gramme.bench.yardstick;
