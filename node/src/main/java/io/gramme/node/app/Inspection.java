package io.gramme.node.app;

import io.gramme.node.coordinator.HintStore;
import io.gramme.node.handoff.Hints;
import io.gramme.node.transport.Shards;
import io.gramme.node.tree.PartitionTree;
import io.gramme.node.tree.Sums;
import io.gramme.ring.Key;
import org.jspecify.annotations.Nullable;

/**
 * What a checker sees of a node past every protocol. A simulator looks between two steps, when nothing runs; in a process
 * each call belongs on the loop of the partition's shard.
 */
public final class Inspection {
    private final Node node;
    private final Shards division;

    public Inspection(Node node) {
        this.node = node;
        this.division = new Shards(node.shardCount());
    }

    /** What is kept of a key for other nodes; nothing before the node has a seat and a store. */
    public HintStore.Lookup hint(int partition, Key key) {
        Hints hints = node.shards.get(division.of(partition)).hints();
        return hints == null ? HintStore.Missing.MISSING : hints.lookup(key);
    }

    /** Whether it shows others nothing of a partition before all of its other owners have said what they know of it. */
    public boolean holdsBack(int partition) {
        return node.repair().shard(division.of(partition)).restored().holdsBack(partition);
    }

    /** The root of a partition's tree: one sum and one count; {@code null} while there is none, or no store. */
    public @Nullable Sums root(int partition) {
        NodeStore store = node.store();
        PartitionTree tree = store == null
                ? null
                : store.engine().trees(division.of(partition)).tree(partition);
        return tree == null ? null : tree.root();
    }
}
