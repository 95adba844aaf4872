package io.gramme.node.coordinator;

import io.gramme.node.admission.Gate;
import io.gramme.node.buckets.BucketViews;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.Transport;
import java.util.function.LongSupplier;

/**
 * What one shard's coordinator stands on. All of it belongs to the shard's loop.
 *
 * @param gate bounds what runs at once
 * @param peersMillis the peers' wall clock as this node knows it, negative when unknown: a node whose own clock is far
 *     ahead of it does not stamp
 */
public record CoordinatorPorts(
        Clock clock,
        Timers timers,
        Transport transport,
        ClusterViews views,
        BucketViews buckets,
        Randomness randomness,
        Gate gate,
        CoordinatorMetrics metrics,
        LongSupplier peersMillis) {}
