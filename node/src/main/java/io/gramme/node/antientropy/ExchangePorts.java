package io.gramme.node.antientropy;

import io.gramme.node.background.Background;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.Transport;

/** What one shard's anti-entropy stands on; all of it belongs to the shard's loop. */
public record ExchangePorts(
        Clock clock,
        Timers timers,
        Transport transport,
        ClusterViews views,
        Background background,
        Randomness randomness,
        AntiEntropyMetrics metrics) {}
