package io.gramme.chaos.oracle;

import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.sim.SimNode;
import io.gramme.node.causality.Dot;
import io.gramme.node.coordinator.Achieved;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges at the moment of an acknowledgement whether what it says was reached is there. */
public final class AckCheck {
    private final Oracle oracle;
    private final SimCluster cluster;
    private final boolean durable;

    /** @param durable whether nothing is acknowledged before it is durable */
    public AckCheck(Oracle oracle, SimCluster cluster, boolean durable) {
        this.oracle = oracle;
        this.cluster = cluster;
        this.durable = durable;
    }

    /** How often each machine had been started when the write was sent. */
    public record Before(List<Integer> starts) {}

    public Before before() {
        List<Integer> starts = new ArrayList<>(cluster.machines().size());
        for (SimNode<RunningNode> machine : cluster.machines()) {
            starts.add(machine.starts());
        }
        return new Before(starts);
    }

    public void check(LogicalWrite write, WriteResult.Written written, WriteRequest.Options options, Before before) {
        Achieved achieved = written.achieved();
        int w = options.w() == null ? 1 : options.w();
        int pw = options.pw() == null ? 0 : options.pw();
        boolean short1 = achieved.replies() < w || (durable && achieved.durable() < w) || achieved.owners() < pw;
        boolean long1 = achieved.replies() > cluster.machines().size()
                || achieved.owners() + achieved.hinted() > achieved.replies() + achieved.hinted()
                || achieved.durable() > achieved.replies();
        if (short1 || long1) {
            oracle.problem(write + " with w=" + w + " pw=" + pw + " was answered by " + achieved);
        }
        checkOwners(write.key(), written, before, write);
    }

    /** So many owners hold it, unless a process that might have held it has died or lost the partition since. */
    private void checkOwners(Key key, WriteResult.Written written, Before before, LogicalWrite write) {
        int holding = 0;
        for (int i = 0; i < cluster.machines().size(); i++) {
            SimNode<RunningNode> machine = cluster.machine(i);
            if (!machine.isRunning()
                    || i >= before.starts().size()
                    || machine.starts() != before.starts().get(i)
                    || !isOf(machine.process(), written.achieved().epoch())) {
                holding++;
            } else if (holds(machine.process(), key, written.dot())) {
                holding++;
            }
        }
        if (holding < written.achieved().owners()) {
            oracle.problem(write + " of " + key + " was acknowledged by " + written.achieved() + ", " + holding
                    + " owners hold " + written.dot());
        }
    }

    private static boolean isOf(RunningNode node, Epoch epoch) {
        Ring ring = node.ring();
        return ring != null && ring.epoch().equals(epoch);
    }

    private static boolean holds(RunningNode node, Key key, Dot dot) {
        RecordStore records = recordsOf(node, key);
        RecordStore.Lookup lookup = records == null ? RecordStore.Missing.MISSING : records.lookup(Space.LIVE, key);
        // A store that closes, or a damaged record, does not say.
        return lookup instanceof RecordStore.Broken
                || (lookup instanceof RecordStore.Held held
                        && held.stored().record().context().covers(dot));
    }

    /** The records of a node's shard that a key belongs to, {@code null} while there are none. */
    static @Nullable RecordStore recordsOf(RunningNode node, Key key) {
        Ring ring = node.ring();
        int shards = node.loops().size();
        return ring == null ? null : node.records(new io.gramme.node.transport.Shards(shards).of(ring.partition(key)));
    }
}
