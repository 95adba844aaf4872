/**
 * Work that nobody waits for: what is under way, for people, and the one budget that hints, repair, transfer, compaction
 * and purge share, governed by foreground latency.
 *
 * <p>Invariants: no task starves another, no queue is without a bound, and the rate never falls to nothing. Thread rule:
 * every type says its loop. The budget lives on the control loop; each loop asks through a port of its own and is answered
 * on its own turn.
 */
@NullMarked
package io.gramme.node.background;

import org.jspecify.annotations.NullMarked;
