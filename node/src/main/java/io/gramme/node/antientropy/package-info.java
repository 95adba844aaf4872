/**
 * Anti-entropy (Dynamo 2007 §4.7): two owners of a partition compare their trees by root, branches and leaves, then the
 * keys of leaves that differ, and merge the records that differ, both ways.
 *
 * <p>Invariants: what arrives is merged, never put over what is there; only what differs moves; whoever answers changes
 * nothing, so questions may be repeated and lost; only owners of the partition's rows take part, under the same rows.
 * Thread rule: everything of a shard's partitions happens on that shard's loop.
 */
@NullMarked
package io.gramme.node.antientropy;

import org.jspecify.annotations.NullMarked;
