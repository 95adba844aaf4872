package io.gramme.node.app;

import io.gramme.node.config.GrammeConfig;
import io.gramme.node.storage.engine.Engine;
import io.gramme.node.storage.engine.EngineMeter;
import io.gramme.node.storage.engine.EnginePorts;
import io.gramme.node.storage.engine.EngineSettings;
import io.gramme.node.storage.log.LogSettings;
import io.gramme.node.storage.log.SyncMode;
import io.gramme.ring.Partitions;
import java.io.IOException;

/** A node's engine, and the keys under which it hashes. */
record NodeStore(Engine engine, ClusterKeys keys) {

    /**
     * Opens it, recovering what has to be; blocks.
     *
     * @throws IOException when the directory cannot be used, with what to do
     */
    static NodeStore open(GrammeConfig config, NodePorts ports, ClusterKeys.Source source, EngineHooks hooks)
            throws IOException {
        ClusterKeys keys = ClusterKeys.open(NodeDisk.Cell.KEYS.in(ports.files()), source);
        EnginePorts enginePorts = new EnginePorts(
                ports.files(),
                ports.loops(),
                ports.writer().loop(),
                ports.writer().timers(),
                ports.background(),
                ports.runStores(),
                hooks.pace(),
                hooks.events(),
                ports.fatal(),
                new EngineMeter(ports.clock(), ports.metrics().storage()));
        Engine engine = Engine.open(
                ports.engineSizes().apply(settings(config, keys, ports.shards().size())), enginePorts);
        return new NodeStore(engine, keys);
    }

    /** The store of a shard. */
    NodeShard.Store shard(int shard) {
        return new NodeShard.Store(
                engine.storage(shard),
                engine.trees(shard),
                keys.versions(),
                () -> engine.compact((segments, bytes) -> {}));
    }

    private static EngineSettings settings(GrammeConfig config, ClusterKeys keys, int shards) {
        GrammeConfig.Storage storage = config.storage();
        SyncMode sync = storage.sync() == GrammeConfig.Sync.GROUP ? SyncMode.GROUP : SyncMode.INTERVAL;
        LogSettings base = LogSettings.DEFAULT;
        LogSettings log = new LogSettings(
                sync,
                (int) Math.min(storage.segmentBytes(), 1 << 30),
                base.batchBytes(),
                base.outstandingBytes(),
                base.maxPayloadBytes(),
                storage.syncInterval().toMillis(),
                base.preallocate(),
                new LogSettings.DiskLimits(
                        1 - storage.highWatermarkPercent() / 100.0, base.disk().reliefFreeBytes()));
        return EngineSettings.of(new Partitions(config.replication().partitions()), keys.trees(), shards)
                .withLog(log);
    }
}
