package io.gramme.node.transport.wire;

import io.gramme.node.metrics.TransportMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.HelloPolicy;
import java.util.function.Supplier;

/**
 * What the shards of a node's transport share; each usable from any thread but the policy.
 *
 * @param policy asked on the control loop
 * @param challenges 16 unpredictable bytes at each call
 */
public record NodePorts(
        Clock clock,
        ClusterSecret secret,
        HelloPolicy policy,
        Supplier<byte[]> challenges,
        TransportMetrics metrics,
        TransportConfig config) {}
