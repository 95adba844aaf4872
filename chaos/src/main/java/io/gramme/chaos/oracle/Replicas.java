package io.gramme.chaos.oracle;

import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.coordinator.HintStore;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.tree.Sums;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at what the running owners hold, past every protocol. Between two steps of the simulation. */
public final class Replicas {
    private final SimCluster cluster;
    private final Apart apart;

    /** Says whose copy of which partition is not looked at. */
    @FunctionalInterface
    public interface Apart {
        boolean is(RunningNode node, Ring ring, int partition);
    }

    public Replicas(SimCluster cluster) {
        this(cluster, (node, ring, partition) -> false);
    }

    public Replicas(SimCluster cluster, Apart apart) {
        this.cluster = cluster;
        this.apart = apart;
    }

    /**
     * One owner's copy.
     *
     * @param record {@code null} for nothing, or for what cannot be read
     * @param damage why it cannot be read, {@code null} when it can
     */
    public record Copy(@Nullable KeyRecord record, @Nullable String damage) {
        /** Whether both hold the same versions with the same values, and know the same. */
        public boolean isEqualTo(Copy other) {
            if (damage != null || other.damage != null) {
                return false;
            }
            if (record == null || other.record == null) {
                return record == null && other.record == null;
            }
            return record.sameVersions(other.record) && sameValues(record, other.record);
        }

        private static boolean sameValues(KeyRecord one, KeyRecord other) {
            for (int i = 0; i < one.siblings().size(); i++) {
                Sibling mine = one.siblings().get(i);
                Sibling theirs = other.siblings().get(i);
                if (!mine.content().equals(theirs.content()) || mine.hlc() != theirs.hlc()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            if (damage != null) {
                return "unreadable: " + damage;
            }
            return record == null
                    ? "nothing"
                    : record.context() + " "
                            + record.siblings().stream().map(KeyHistory::text).toList();
        }
    }

    /** The copies of the owners that run, by machine. */
    public Map<String, Copy> of(Key key) {
        Map<String, Copy> copies = new TreeMap<>();
        for (RunningNode node : cluster.running()) {
            RecordStore records = AckCheck.recordsOf(node, key);
            if (records != null && owns(node, key) && !isApart(node, key)) {
                copies.put(node.machine(), copy(records.lookup(Space.LIVE, key)));
            }
        }
        return copies;
    }

    /** A node's own live record, {@code null} when it has none, or none that can be read. */
    public static @Nullable KeyRecord held(RunningNode node, Key key) {
        RecordStore records = AckCheck.recordsOf(node, key);
        return records != null && records.lookup(Space.LIVE, key) instanceof RecordStore.Held held
                ? held.stored().record()
                : null;
    }

    /** Shows the oracle what the running nodes hold, as owners and for others. */
    public void show(Key key, Oracle oracle) {
        of(key).forEach((machine, copy) -> {
            KeyRecord record = copy.record();
            if (record != null) {
                oracle.see(key, record, machine);
            }
        });
        for (RunningNode node : cluster.running()) {
            Ring ring = node.ring();
            if (ring != null && node.inspection().hint(ring.partition(key), key) instanceof HintStore.Held hint) {
                oracle.see(key, hint.stored().record(), "a hint of " + node.machine());
            }
        }
    }

    /** What nodes hold in their live key space without owning it, in words. */
    public List<String> strays(Key key) {
        List<String> strays = new ArrayList<>();
        for (RunningNode node : cluster.running()) {
            RecordStore records = AckCheck.recordsOf(node, key);
            boolean holds = records != null && !(records.lookup(Space.LIVE, key) instanceof RecordStore.Missing);
            if (holds && !owns(node, key)) {
                Ring ring = node.ring();
                strays.add(node.machine() + " holds " + key + " of partition "
                        + (ring == null ? -1 : ring.partition(key)) + " and does not own it: "
                        + node.node().moves().node().transfers());
            }
        }
        return strays;
    }

    /** Where trees of one partition differ between its running owners, in words; empty where all are equal. */
    public List<String> unlikeTrees() {
        List<String> unlike = new ArrayList<>();
        Map<Integer, String> roots = new TreeMap<>();
        for (RunningNode node : cluster.running()) {
            Ring ring = node.ring();
            for (int partition = 0; ring != null && partition < partitions(ring); partition++) {
                if (ring.isOwner(partition, seat(node, ring)) && !apart.is(node, ring, partition)) {
                    String root = text(node.inspection().root(partition));
                    String other = roots.putIfAbsent(partition, root);
                    if (other != null && !other.equals(root)) {
                        unlike.add("partition " + partition + ": " + root + " at " + node.machine() + ", " + other
                                + " elsewhere");
                    }
                }
            }
        }
        return unlike;
    }

    private static int partitions(Ring ring) {
        return ring.shape().partitions().count();
    }

    private static String text(@Nullable Sums root) {
        return root == null || root.counts()[0] == 0
                ? "nothing"
                : root.counts()[0] + " keys " + Long.toHexString(root.sums()[0]);
    }

    private static boolean owns(RunningNode node, Key key) {
        Ring ring = node.ring();
        return ring != null && ring.isOwner(ring.partition(key), seat(node, ring));
    }

    private boolean isApart(RunningNode node, Key key) {
        Ring ring = node.ring();
        return ring != null && apart.is(node, ring, ring.partition(key));
    }

    /** The index of a node in its ring, -1 without a seat. */
    private static int seat(RunningNode node, Ring ring) {
        NodeId self = node.node().views(0).current().self();
        return ring.members().byId(self).map(Member::index).orElse(-1);
    }

    private static Copy copy(RecordStore.Lookup lookup) {
        if (lookup instanceof RecordStore.Held held) {
            return new Copy(held.stored().record(), null);
        }
        return lookup instanceof RecordStore.Broken broken ? new Copy(null, broken.reason()) : new Copy(null, null);
    }
}
