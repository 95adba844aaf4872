package io.gramme.node.storage.engine;

import io.gramme.node.storage.MergePolicy;
import io.gramme.node.storage.log.LogSettings;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.Partitions;

/**
 * Sizes and thresholds of an engine.
 *
 * @param partitions partitions and leaves, fixed at founding
 * @param treeKey secret of the anti-entropy trees, fixed at founding
 * @param shards event loops that share the groups: 1, 2, 4, 8 or 16
 * @param log sizes and limits of the value log
 * @param merge when index runs are merged
 * @param deltaBytes heap of one group's delta at which it is flushed
 * @param flushAgeBytes log bytes after which a group's oldest unflushed entry is flushed, however few there are
 * @param stepEntries index entries that a background step takes
 * @param liveRatio a sealed segment with a smaller part of its bytes live is compacted, 0..1
 */
public record EngineSettings(
        Partitions partitions,
        TreeKey treeKey,
        int shards,
        LogSettings log,
        MergePolicy merge,
        long deltaBytes,
        long flushAgeBytes,
        int stepEntries,
        double liveRatio) {
    public EngineSettings {
        if (shards < 1 || shards > Groups.COUNT || Integer.bitCount(shards) != 1) {
            throw new IllegalArgumentException(shards + " shards; 1, 2, 4, 8 or 16 are possible");
        }
        if (deltaBytes < 1 || flushAgeBytes < 1 || stepEntries < 1 || liveRatio < 0 || liveRatio > 1) {
            throw new IllegalArgumentException("delta " + deltaBytes + ", age " + flushAgeBytes + " and step "
                    + stepEntries + " must be positive, live ratio " + liveRatio + " within 0..1");
        }
    }

    /** Settings for a node of production size. */
    public static EngineSettings of(Partitions partitions, TreeKey treeKey, int shards) {
        return new EngineSettings(
                partitions,
                treeKey,
                shards,
                LogSettings.DEFAULT,
                MergePolicy.DEFAULT,
                8L << 20,
                256L << 20,
                2_000,
                0.5);
    }

    public EngineSettings withLog(LogSettings settings) {
        return new EngineSettings(
                partitions, treeKey, shards, settings, merge, deltaBytes, flushAgeBytes, stepEntries, liveRatio);
    }

    public EngineSettings withFlush(long newDeltaBytes, long newFlushAgeBytes) {
        return new EngineSettings(
                partitions, treeKey, shards, log, merge, newDeltaBytes, newFlushAgeBytes, stepEntries, liveRatio);
    }
}
