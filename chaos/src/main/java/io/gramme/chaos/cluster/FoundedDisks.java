package io.gramme.chaos.cluster;

import io.gramme.chaos.sim.Simulation;
import io.gramme.chaos.sim.Trace;
import io.gramme.node.app.Node;
import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The disks of clusters that were founded and stopped cleanly, made once for each kind and copied for each seed: a seed
 * does not pay for founding. Usable from several threads.
 */
public final class FoundedDisks {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Map<ClusterShape, Founded> founded = new HashMap<>();

    /** The disks of a founded cluster, and the virtual time at which it stopped. */
    record Founded(List<SimFiles> disks, long nanos) {
        /** A copy of one machine's disk. */
        SimFiles copy(int machine) {
            return disks.get(machine).image(Crash.syncedOnly());
        }
    }

    synchronized Founded of(ClusterShape shape) {
        return founded.computeIfAbsent(shape.founding(), FoundedDisks::found);
    }

    private static Founded found(ClusterShape shape) {
        SimCluster cluster = SimCluster.empty(new Simulation(1, Trace.hashOnly()), shape);
        try {
            cluster.startAll();
        } catch (IOException fault) {
            throw new IllegalStateException("empty disks do not let nodes start", fault);
        }
        Invariants.check(cluster.runUntil(PATIENCE, cluster::allServe), "%s is not founded", shape);
        setLastWriterWins(cluster);
        cluster.run(Duration.ofSeconds(3));
        List<SimFiles> disks = new ArrayList<>();
        for (int machine = 0; machine < shape.nodes(); machine++) {
            Invariants.check(cluster.stop(machine, PATIENCE), "%s does not stop", shape);
            disks.add(cluster.machine(machine).disk());
        }
        return new Founded(disks, cluster.simulation().loop().nowNanos());
    }

    private static void setLastWriterWins(SimCluster cluster) {
        byte[] bucket = SimCluster.LWW_BUCKET.getBytes(StandardCharsets.UTF_8);
        BucketSettings lww =
                new BucketSettings(null, null, null, null, null, BucketSettings.Siblings.LWW, null, null, null);
        Node first = cluster.node(0).node();
        first.control().execute(() -> first.bucketEditor(0).replace(bucket, lww, edited -> {}));
        boolean everywhere = cluster.runUntil(
                PATIENCE,
                () -> cluster.running().stream()
                        .allMatch(node -> lww.equals(node.node().bucketViews(0).settings(bucket))));
        Invariants.check(everywhere, "bucket settings do not spread");
    }
}
