package io.gramme.node.app;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.FatalHandler;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.RunStore;
import io.gramme.node.storage.engine.EngineSettings;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Everything a node gets from outside; a process gives real things, the simulator simulated ones.
 *
 * @param randomness fresh at every start: node ids and nonces come from it
 * @param files the data directory
 * @param shards the shards' loops, 1, 2, 4, 8 or 16; the first is the control loop
 * @param writer the log writer, which blocks for fsyncs, with its timers
 * @param background flushes, merges and compaction; blocks for the disk
 * @param cells small durable files; blocks for fsyncs
 * @param runStores opens the store of a directory's index runs
 * @param engineSizes the engine's sizes, given those that follow from the configuration: the simulator makes them small
 */
public record NodePorts(
        Clock clock,
        Randomness randomness,
        Files files,
        List<LoopPorts> shards,
        LoopPorts writer,
        SerialExecutor background,
        SerialExecutor cells,
        Function<String, RunStore> runStores,
        TransportMaker transport,
        NodeMetrics metrics,
        FatalHandler fatal,
        UnaryOperator<EngineSettings> engineSizes) {
    public NodePorts {
        shards = List.copyOf(shards);
    }

    LoopPorts control() {
        return shards.get(0);
    }

    List<SerialExecutor> loops() {
        return shards.stream().map(LoopPorts::loop).toList();
    }
}
