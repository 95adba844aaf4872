package io.gramme.node.http;

import io.gramme.node.membership.ClusterViews;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Randomness;
import io.gramme.ring.plan.Newcomer;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the admin routes work with, on the control loop.
 *
 * @param views cluster snapshots of the control loop
 * @param nodeName this node's name
 * @param notReady why the node does not serve yet or any more, empty when it does
 * @param metrics the Prometheus text of this moment
 * @param hints what this node keeps for others
 * @param withoutSeat live nodes that the ring gives no seat
 * @param quorum N, R and W in force, for people
 */
record AdminServices(
        ClusterViews views,
        String nodeName,
        Supplier<List<String>> notReady,
        Supplier<String> metrics,
        Supplier<List<HttpFront.HintTarget>> hints,
        Supplier<List<Newcomer>> withoutSeat,
        HttpFront.Quorum quorum,
        HttpSettings settings,
        Clock clock,
        Randomness randomness) {}
