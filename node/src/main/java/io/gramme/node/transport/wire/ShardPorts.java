package io.gramme.node.transport.wire;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.MessageCodec;

/**
 * What one shard's transport stands on, all of it that shard's own.
 *
 * @param jitter spreads reconnects
 */
public record ShardPorts(
        SerialExecutor executor, Timers timers, Network network, MessageCodec codec, Randomness jitter) {}
