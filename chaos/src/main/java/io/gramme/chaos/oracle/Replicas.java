package io.gramme.chaos.oracle;

import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.ring.Key;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at what the running owners hold, past every protocol. Between two steps of the simulation. */
public final class Replicas {
    private final SimCluster cluster;

    public Replicas(SimCluster cluster) {
        this.cluster = cluster;
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
            Ring ring = node.ring();
            NodeId self = node.node().views(0).current().self();
            boolean owner = ring != null
                    && ring.members()
                            .byId(self)
                            .filter(member -> ring.isOwner(ring.partition(key), member.index()))
                            .isPresent();
            RecordStore records = AckCheck.recordsOf(node, key);
            if (owner && records != null) {
                copies.put(node.machine(), copy(records.lookup(Space.LIVE, key)));
            }
        }
        return copies;
    }

    /** Shows the oracle what the running owners hold. */
    public void show(Key key, Oracle oracle) {
        of(key).forEach((machine, copy) -> {
            KeyRecord record = copy.record();
            if (record != null) {
                oracle.see(key, record, machine);
            }
        });
    }

    private static Copy copy(RecordStore.Lookup lookup) {
        if (lookup instanceof RecordStore.Held held) {
            return new Copy(held.stored().record(), null);
        }
        return lookup instanceof RecordStore.Broken broken ? new Copy(null, broken.reason()) : new Copy(null, null);
    }
}
