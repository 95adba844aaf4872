package io.gramme.node.storage.engine;

import io.gramme.node.metrics.StorageMetrics;
import io.gramme.node.metrics.StorageMetrics.Kind;
import io.gramme.node.storage.log.LogPosition;
import java.io.IOException;
import java.util.List;

/**
 * Counts what the store holds: each shard says what it needs, on its loop, then the background executor adds it up. Costs
 * one pass over the segments of 16 groups and the roots of all trees.
 */
final class StockTaking {
    private final EngineContext context;
    private final StorageMetrics metrics;
    private int repliesDue;
    private long liveBytes;
    private long indexBytes;
    private long keys;
    private long end;

    private StockTaking(EngineContext context, int shards) {
        this.context = context;
        this.metrics = context.backgroundMetrics();
        this.repliesDue = shards;
    }

    /** From any thread. */
    static void start(EngineContext context, List<ShardStorage> shards) {
        StockTaking stock = new StockTaking(context, shards.size());
        for (int shard = 0; shard < shards.size(); shard++) {
            ShardStorage storage = shards.get(shard);
            context.ports().shardLoops().get(shard).execute(() -> stock.ask(storage));
        }
    }

    /** On the shard's loop. */
    private void ask(ShardStorage storage) {
        long[] found = new long[3];
        for (GroupStore group : storage.ownGroups()) {
            group.live().forEach((segment, bytes) -> found[0] += bytes);
            found[1] += group.index().runBytes();
            for (int partition = group.number; partition < storage.partitions().count(); partition += Groups.COUNT) {
                var tree = group.trees().tree(partition);
                found[2] += tree == null ? 0 : tree.count();
            }
        }
        long committed = storage.log().committedEnd();
        context.background().execute(() -> onFound(found, committed));
    }

    private void onFound(long[] found, long committed) {
        liveBytes += found[0];
        indexBytes += found[1];
        keys += found[2];
        end = Math.max(end, committed);
        if (--repliesDue == 0 && !context.isHalted()) {
            tell();
        }
    }

    private void tell() {
        long logBytes = LogPosition.offset(end);
        for (SegmentCatalog.Segment segment : context.segments().all()) {
            logBytes += segment.number == LogPosition.segment(end) ? 0 : segment.bytes;
        }
        metrics.stored(Kind.LOG_LIVE, liveBytes);
        metrics.stored(Kind.LOG_DEAD, Math.max(0, logBytes - liveBytes));
        metrics.stored(Kind.INDEX, indexBytes);
        metrics.keys(keys);
        try {
            metrics.stored(Kind.FREE, context.ports().files().space().freeBytes());
        } catch (IOException fault) {
            context.fatal("the free space of the disk cannot be asked for", fault);
        }
    }
}
