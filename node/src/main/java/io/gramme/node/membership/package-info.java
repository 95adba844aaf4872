/**
 * Who is in the cluster and who answers: drives the gossip core and publishes immutable snapshots to every shard.
 *
 * <p>Invariant: liveness orders candidates and counts what is missing; it never changes who owns a partition. Thread
 * rule: the service lives on the control loop (shard 0), a {@link io.gramme.node.membership.ClusterView} may be read
 * anywhere.
 */
@NullMarked
package io.gramme.node.membership;

import org.jspecify.annotations.NullMarked;
