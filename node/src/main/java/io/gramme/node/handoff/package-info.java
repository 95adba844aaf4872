/**
 * Hinted handoff (Dynamo 2007 §4.6): records kept for owners that could not be reached, and their delivery.
 *
 * <p>Invariants: a hint is merged, never coordinated on delivery (no dot, no marker); an owner is taken off a hint only
 * when it said that it holds this very record as safely as a write's acknowledgement is; a hint goes when nobody is left
 * on it; what changed since it was sent stays. Hints lie in {@code Space.HINT}, beside the data: one log, one fsync
 * (decision record 0004). Thread rule: everything of a shard's partitions happens on that shard's loop.
 */
@NullMarked
package io.gramme.node.handoff;

import org.jspecify.annotations.NullMarked;
