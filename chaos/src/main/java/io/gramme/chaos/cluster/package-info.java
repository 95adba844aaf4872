/**
 * Whole nodes in the simulated world: each machine runs the node's real code ({@code io.gramme.node.app.Node} with its
 * real engine) on a simulated disk, with real encoded messages over the simulated network. A scenario takes a {@link
 * io.gramme.chaos.cluster.SimCluster}, does things to its machines and asks its nodes:
 *
 * <pre>{@code
 * SimCluster cluster = SimCluster.ready(new Simulation(seed, trace), ClusterShape.of(3), founded);
 * cluster.machine(2).kill(Crash.syncedOnly());
 * Call<WriteResult> put = cluster.write(0, key, "value", null);
 * cluster.await(put);
 * cluster.start(2);
 * }</pre>
 *
 * <p>Faults are those of {@link io.gramme.chaos.sim.SimNode}, {@link io.gramme.chaos.sim.SimNetwork}, and of the machine's
 * disk and clock. {@link io.gramme.chaos.cluster.FoundedDisks} keeps the disks of a founded cluster, so that a seed does not
 * pay for founding.
 *
 * <p>Departures from the real wire, each on purpose: messages are lost, doubled, delayed and reordered one by one, which a
 * byte stream does not do, and which every handler must bear; the secret is not proved again (the handshake has tests of
 * its own); a broken connection is noticed when it is used, not by pings.
 *
 * <p>Thread rule: one simulation, one thread; {@code FoundedDisks} may be shared by simulations of several threads.
 */
@NullMarked
package io.gramme.chaos.cluster;

import org.jspecify.annotations.NullMarked;
