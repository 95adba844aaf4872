/**
 * The value log: append-only segments of checksummed frames, written by one writer for all shards.
 *
 * <p>Invariants: a commit is acknowledged only after its fsync (except under {@code sync: interval}); a segment is fsynced
 * and sealed before the next one exists; a torn tail is accepted only at the end of the last segment; nothing in a
 * segment is changed in place. Thread rule: {@code ShardLog} belongs to its shard's loop, {@code LogWriter} to the
 * writer's executor; they meet only through {@code SerialExecutor.execute}.
 */
@NullMarked
package io.gramme.node.storage.log;

import org.jspecify.annotations.NullMarked;
