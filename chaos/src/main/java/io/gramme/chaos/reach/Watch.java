package io.gramme.chaos.reach;

import io.gramme.chaos.cluster.MessageTap;
import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.oracle.Replicas;
import io.gramme.chaos.sim.SimNode;
import io.gramme.node.app.NodeMetrics;
import io.gramme.node.causality.KeyRecord;
import io.gramme.ring.Key;

/** Watches one simulated cluster. */
public final class Watch {
    private final Reached reached = new Reached();

    /** For its nodes. */
    public NodeMetrics metrics() {
        return ReachMetrics.of(reached);
    }

    /** For its messages and disks; another one sees the messages too. */
    public MessageTap tap(MessageTap next, SimCluster cluster) {
        Replicas replicas = new Replicas(cluster);
        return new ReachTap(reached, next, (key, record) -> isHeld(replicas, key, record));
    }

    private static boolean isHeld(Replicas replicas, Key key, KeyRecord record) {
        return replicas.of(key).values().stream()
                .map(Replicas.Copy::record)
                .anyMatch(held -> held != null && held.context().covers(record.context()));
    }

    /** Something that shows outside of the nodes. */
    public void count(Event event) {
        reached.count(event);
    }

    /** How often something happened so far. */
    public long of(Event event) {
        return reached.of(event);
    }

    /** The run is over: what it met. */
    public Reached finish(SimCluster cluster) {
        for (SimNode<RunningNode> machine : cluster.machines()) {
            machine.fatalFaults().forEach(fault -> reached.count(Event.FAULT_STOPPED_A_NODE));
            if (machine.isRunning() && machine.process().generation() > 0) {
                reached.count(Event.GENERATION_RAISED);
            }
        }
        return reached;
    }
}
