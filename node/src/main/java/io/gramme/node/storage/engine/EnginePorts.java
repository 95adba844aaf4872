package io.gramme.node.storage.engine;

import io.gramme.node.runtime.FatalHandler;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import io.gramme.node.storage.RunStore;
import java.util.List;
import java.util.function.Function;

/**
 * Everything an engine gets from outside.
 *
 * @param files the data directory
 * @param shardLoops one loop per shard
 * @param writer the log writer's executor; blocks for fsyncs
 * @param writerTimers timers of the writer's executor
 * @param background the executor of flushes, merges and compaction; blocks for the disk
 * @param runStores opens the store of a directory's index runs; the directory exists
 * @param pace throttle of background work
 * @param events what the node wants to know
 * @param fatal stops the node
 * @param meter where figures go
 */
public record EnginePorts(
        Files files,
        List<SerialExecutor> shardLoops,
        SerialExecutor writer,
        Timers writerTimers,
        SerialExecutor background,
        Function<String, RunStore> runStores,
        Pace pace,
        EngineEvents events,
        FatalHandler fatal,
        EngineMeter meter) {
    public EnginePorts {
        shardLoops = List.copyOf(shardLoops);
    }

    /** Without figures. */
    public EnginePorts(
            Files files,
            List<SerialExecutor> shardLoops,
            SerialExecutor writer,
            Timers writerTimers,
            SerialExecutor background,
            Function<String, RunStore> runStores,
            Pace pace,
            EngineEvents events,
            FatalHandler fatal) {
        this(files, shardLoops, writer, writerTimers, background, runStores, pace, events, fatal, EngineMeter.NONE);
    }
}
