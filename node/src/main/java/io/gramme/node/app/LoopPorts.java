package io.gramme.node.app;

import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;

/** One shard's loop, and timers that fire on it. */
public record LoopPorts(SerialExecutor loop, Timers timers) {}
