/**
 * One node's durable store: the port, and what its implementations share. {@code storage.log} is the value log,
 * {@code storage.mapdb} the index runs, {@code storage.memory} the naive twin.
 *
 * <p>Invariants: a write is reported durable only after its fsync; a storage error is never a not-found; nothing on disk
 * is changed in place. Thread rule: a key's calls are made on the loop of the shard that owns its group, callbacks come
 * back on that loop.
 */
@NullMarked
package io.gramme.node.storage;

import org.jspecify.annotations.NullMarked;
