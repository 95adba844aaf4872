package io.gramme.node.ringchange;

import io.gramme.node.membership.ClusterViews;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.Transport;
import java.util.function.BooleanSupplier;

/**
 * What moving partitions stands on in one shard.
 *
 * @param boot this process's boot counter at its start
 * @param hasHints whether the shard keeps hints
 * @param cleanupMillis how long data of lost partitions is kept after the owners have it
 */
public record ShardPorts(
        Clock clock,
        SerialExecutor loop,
        Timers timers,
        Transport transport,
        ClusterViews views,
        Pacing pacing,
        long boot,
        BooleanSupplier hasHints,
        long cleanupMillis) {}
