/**
 * The storage engine: the value log and sixteen index groups composed into the {@code Storage} port, with recovery,
 * flushes, compaction and snapshots.
 *
 * <p>Invariants: an index entry exists only for a committed frame; the manifest names only what is durable; a segment
 * goes only when no manifest position can need it again. Thread rule: a group belongs to its shard's loop; background
 * work gets immutable inputs, runs in short steps on the background executor, and installs its results on the loop.
 */
@NullMarked
package io.gramme.node.storage.engine;

import org.jspecify.annotations.NullMarked;
