package io.gramme.node.antientropy;

import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Found;
import io.gramme.node.storage.Trees;
import io.gramme.node.transport.AntiEntropyMessage;
import io.gramme.node.transport.AntiEntropyMessage.KeyList;
import io.gramme.node.transport.AntiEntropyMessage.Keyed;
import io.gramme.node.transport.AntiEntropyMessage.RecordList;
import io.gramme.node.transport.WireLimits;
import io.gramme.node.tree.PartitionTree;
import io.gramme.node.tree.Sums;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What this node holds of a partition, in the terms of an exchange. On the shard's loop; reads the index and the log. */
final class PartitionContents {
    /** Keys listed at once; a turn of the loop must stay short. */
    static final int PAGE_KEYS = 1024;

    private final Partitions partitions;
    private final Storage storage;
    private final Trees trees;

    PartitionContents(Partitions partitions, Storage storage, Trees trees) {
        this.partitions = partitions;
        this.storage = storage;
        this.trees = trees;
    }

    Sums root(int partition) {
        PartitionTree tree = trees.tree(partition);
        return tree == null ? empty(1) : tree.root();
    }

    Sums branches(int partition) {
        PartitionTree tree = trees.tree(partition);
        return tree == null ? empty(partitions.fanout()) : tree.branches();
    }

    /** The sums of some leaves, in that order. */
    Sums leaves(int partition, int[] leaves) {
        PartitionTree tree = trees.tree(partition);
        long[] sums = new long[leaves.length];
        int[] counts = new int[leaves.length];
        for (int i = 0; tree != null && i < leaves.length; i++) {
            Sums leaf = tree.leaf(leaves[i]);
            sums[i] = leaf.sums()[0];
            counts[i] = leaf.counts()[0];
        }
        return new Sums(sums, counts);
    }

    private static Sums empty(int nodes) {
        return new Sums(new long[nodes], new int[nodes]);
    }

    /** Whether every leaf is one of this partition's trees. */
    boolean hasLeaves(int[] leaves) {
        return leaves[leaves.length - 1] < partitions.leaves();
    }

    /** The partition's index cannot be read to the end: what is missing there is unknown, not absent. */
    static final class Interrupted extends Exception {
        private static final long serialVersionUID = 1;

        Interrupted(Storage.Unreadable why) {
            super(why.reason());
        }
    }

    /** The first {@link #PAGE_KEYS} keys of some leaves, strictly after a key hash if {@code resumes}. */
    KeyList keys(int partition, int[] leaves, boolean resumes, long after) throws Interrupted {
        long[] keyHashes = new long[AntiEntropyMessage.MAX_KEYS];
        long[] versionHashes = new long[AntiEntropyMessage.MAX_KEYS];
        int count = 0;
        for (int leaf : leaves) {
            try (Cursor cursor = storage.scanLeaf(partition, leaf)) {
                while (cursor.next()) {
                    long hash = cursor.key().hash();
                    if (resumes && Long.compareUnsigned(hash, after) <= 0) {
                        continue;
                    }
                    boolean sameAsLast = count > 0 && keyHashes[count - 1] == hash;
                    if (count == AntiEntropyMessage.MAX_KEYS || (count >= PAGE_KEYS && !sameAsLast)) {
                        return list(keyHashes, versionHashes, count, false);
                    }
                    keyHashes[count] = hash;
                    versionHashes[count++] = cursor.header().versionHash();
                }
                check(cursor);
            }
        }
        return list(keyHashes, versionHashes, count, true);
    }

    private static void check(Cursor cursor) throws Interrupted {
        Storage.Unreadable why = cursor.interruption();
        if (why != null) {
            throw new Interrupted(why);
        }
    }

    private static KeyList list(long[] keyHashes, long[] versionHashes, int count, boolean complete) {
        return new KeyList(Arrays.copyOf(keyHashes, count), Arrays.copyOf(versionHashes, count), complete);
    }

    /** The records of some key hashes, until an answer's bytes are full. */
    RecordList records(int partition, long[] keyHashes) throws Interrupted {
        List<Keyed> records = new ArrayList<>();
        long bytes = 0;
        int unreadable = 0;
        for (int i = 0; i < keyHashes.length; i++) {
            long wanted = keyHashes[i];
            for (Candidate each : keysWhere(partition, partitions.leaf(wanted), hash -> hash == wanted)) {
                if (i > 0 && bytes + each.payloadBytes > AntiEntropyMessage.MAX_RECORD_BYTES) {
                    return new RecordList(whole(records, wanted), i, unreadable);
                }
                Storage.ReadOutcome outcome = storage.read(Space.LIVE, each.key);
                byte[] wire = wire(outcome);
                // Several records under one hash that do not fit into one message: the rest is said to be missing.
                boolean fits = bytes + each.payloadBytes <= WireLimits.MAX_BODY_BYTES;
                if (wire != null && fits && records.size() < AntiEntropyMessage.MAX_KEYS) {
                    records.add(new Keyed(each.key, wire));
                    bytes += wire.length;
                } else if (!(outcome instanceof Storage.Absent)) {
                    unreadable++;
                }
            }
        }
        return new RecordList(records, keyHashes.length, unreadable);
    }

    /** Without the records of a hash that is not answered whole. */
    private static List<Keyed> whole(List<Keyed> records, long broken) {
        return records.stream().filter(each -> each.key().hash() != broken).toList();
    }

    /** A key that may have to travel. */
    record Candidate(Key key, long versionHash, int payloadBytes) {}

    /** The keys of a leaf whose hashes are wanted. */
    List<Candidate> keysWhere(int partition, int leaf, LongPredicate wanted) throws Interrupted {
        List<Candidate> keys = new ArrayList<>();
        try (Cursor cursor = storage.scanLeaf(partition, leaf)) {
            while (cursor.next()) {
                Key key = cursor.key();
                if (wanted.test(key.hash())) {
                    keys.add(new Candidate(key, cursor.header().versionHash(), cursor.payloadBytes()));
                }
            }
            check(cursor);
        }
        return keys;
    }

    /** The newest record of a key as it travels; {@code null} when it is gone or cannot be read. */
    byte @Nullable [] wire(Key key) {
        return wire(storage.read(Space.LIVE, key));
    }

    private static byte @Nullable [] wire(Storage.ReadOutcome outcome) {
        if (!(outcome instanceof Found found)) {
            return null;
        }
        try {
            return RecordCodec.wireOf(found.entry().payload()).toByteArray();
        } catch (MalformedRecordException malformed) {
            return null;
        }
    }

    /** Whether nothing is held of a key any more. */
    boolean isGone(Key key) {
        return storage.header(Space.LIVE, key) instanceof Storage.Absent;
    }

    int leaf(long keyHash) {
        return partitions.leaf(keyHash);
    }

    Partitions partitions() {
        return partitions;
    }
}
