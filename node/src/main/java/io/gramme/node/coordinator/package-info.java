/**
 * Quorum reads and writes: one operation object per request over pure decision cores, and the replica's side of them.
 *
 * <p>Invariants: W counts fsynced acknowledgements of distinct nodes and distinct owner slots; an error is no vote and a
 * storage error never a not-found; a dot is issued only after room for it was set aside; an answer says what was
 * achieved and a failure whether the write may have happened. Sources: Dynamo 2007 §4.3-4.7. Thread rule: everything of
 * a key happens on the loop of the shard that owns its partition.
 */
@NullMarked
package io.gramme.node.coordinator;

import org.jspecify.annotations.NullMarked;
