/**
 * Whether a history could have happened on one copy that does one thing after the other: a checker of linearizability
 * (Herlihy and Wing 1990) by the algorithm of Wing and Gong with Lowe's memory of what was tried, one key after the other.
 *
 * <p>Pure: no clock, no thread, no randomness. A checker is made for one call and thrown away.
 */
@NullMarked
package io.gramme.chaos.linear;

import org.jspecify.annotations.NullMarked;
