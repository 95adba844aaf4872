package io.gramme.node.storage;

import io.gramme.node.runtime.Invariants;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest part of a group's index: a sorted map on the heap that only grows, because a removal is an entry too.
 *
 * <p>A B+ tree of 64-way nodes. Key and entry share one array ({@link IndexEntry#BYTES} of entry, then the key), and a
 * changed entry overwrites the old one in place; the first eight bytes of each key lie in its node too, so that a search
 * follows a pointer at the end of its way and not at every comparison. A key costs its bytes, 53 more, and about 18 for its
 * place, where {@code TreeMap} costs about 180 more. Rejected: a skip list (one object a level and key). Owned by its
 * shard's loop until frozen, then immutable and readable from any thread it is handed to.
 */
final class IndexDelta {
    private static final int FAN_OUT = 64;
    /** Heap bytes of a record beside its own: array header, slot and prefix at two thirds' occupancy, padding. */
    private static final int OVERHEAD = 16 + 6 + 12 + 4;

    private Node root = new Node(null);
    private int entries;
    private long bytes;
    private int structureChanges;
    private boolean frozen;

    /** The newest entry of a key, or {@code null}. */
    @Nullable
    IndexEntry get(byte[] key) {
        long prefix = IndexKey.first8(key, 0);
        Node node = root;
        while (node.children != null) {
            node = node.child(node.floor(prefix, key));
        }
        int at = node.floor(prefix, key);
        return at >= 0 && compareKey(node.records[at], key) == 0 ? entryOf(node.records[at]) : null;
    }

    void put(byte[] key, IndexEntry entry) {
        Invariants.check(!frozen, "a frozen delta was written to");
        Node sibling = put(root, IndexKey.first8(key, 0), key, entry);
        if (sibling != null) {
            Node grown = new Node(new Node[FAN_OUT]);
            grown.insert(0, root.records[0], root);
            grown.insert(1, sibling.records[0], sibling);
            root = grown;
        }
    }

    int entries() {
        return entries;
    }

    /** Heap it takes, in bytes; an estimate within a tenth. */
    long bytes() {
        return bytes;
    }

    /** From now on nothing is written here. */
    void freeze() {
        frozen = true;
    }

    IndexCursor scan(byte[] from, byte @Nullable [] to) {
        return new Cursor(from, to);
    }

    /** Returns the new right sibling if the node had to be split. */
    private @Nullable Node put(Node node, long prefix, byte[] key, IndexEntry entry) {
        int at = node.floor(prefix, key);
        if (node.children != null) {
            int below = Math.max(at, 0);
            Node split = put(node.child(below), prefix, key, entry);
            node.set(below, node.child(below).records[0]);
            return split == null ? null : insert(node, below + 1, split.records[0], split);
        }
        if (at >= 0 && compareKey(node.records[at], key) == 0) {
            entry.encode(ByteBuffer.wrap(node.records[at]), 0);
            return null;
        }
        byte[] record = new byte[IndexEntry.BYTES + key.length];
        entry.encode(ByteBuffer.wrap(record), 0);
        System.arraycopy(key, 0, record, IndexEntry.BYTES, key.length);
        entries++;
        bytes += record.length + OVERHEAD;
        structureChanges++;
        return insert(node, at + 1, record, null);
    }

    private static @Nullable Node insert(Node node, int at, byte[] record, @Nullable Node child) {
        if (node.count < FAN_OUT) {
            node.insert(at, record, child);
            return null;
        }
        Node right = node.split(at);
        if (at <= node.count) {
            node.insert(at, record, child);
        } else {
            right.insert(at - node.count, record, child);
        }
        return right;
    }

    private static int compareKey(byte[] record, byte[] key) {
        return Arrays.compareUnsigned(record, IndexEntry.BYTES, record.length, key, 0, key.length);
    }

    private static IndexEntry entryOf(byte[] record) {
        return IndexEntry.decode(ByteBuffer.wrap(record), 0);
    }

    /** A leaf ({@code children} null) or an inner node, whose records are the least ones below each child. */
    private static final class Node {
        final byte[][] records = new byte[FAN_OUT][];
        /** The first eight bytes of each record's key, as {@link IndexKey#first8}. */
        final long[] prefixes = new long[FAN_OUT];

        final Node @Nullable [] children;
        int count;

        @Nullable
        Node next;

        Node(Node @Nullable [] children) {
            this.children = children;
        }

        Node child(int at) {
            return Invariants.present(children, "a leaf has no children")[Math.max(at, 0)];
        }

        /** The position of the greatest record that is not above the key; -1 if all are. */
        int floor(long prefix, byte[] key) {
            int low = 0;
            int high = count - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                long there = prefixes[middle];
                if (there == prefix ? compareKey(records[middle], key) <= 0 : there < prefix) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return high;
        }

        void set(int at, byte[] record) {
            records[at] = record;
            prefixes[at] = IndexKey.first8(record, IndexEntry.BYTES);
        }

        void insert(int at, byte[] record, @Nullable Node child) {
            System.arraycopy(records, at, records, at + 1, count - at);
            System.arraycopy(prefixes, at, prefixes, at + 1, count - at);
            set(at, record);
            if (children != null && child != null) {
                System.arraycopy(children, at, children, at + 1, count - at);
                children[at] = child;
            }
            count++;
        }

        /** Moves the upper half to a new sibling; all stays here when the next insert is at the end (ascending load). */
        Node split(int insertAt) {
            int keep = insertAt == FAN_OUT ? FAN_OUT - 1 : FAN_OUT / 2;
            Node right = new Node(children == null ? null : new Node[FAN_OUT]);
            right.count = FAN_OUT - keep;
            System.arraycopy(records, keep, right.records, 0, right.count);
            System.arraycopy(prefixes, keep, right.prefixes, 0, right.count);
            Arrays.fill(records, keep, FAN_OUT, null);
            if (children != null && right.children != null) {
                System.arraycopy(children, keep, right.children, 0, right.count);
                Arrays.fill(children, keep, FAN_OUT, null);
            }
            count = keep;
            right.next = next;
            next = right;
            return right;
        }
    }

    /** Finds its place anew by its last key whenever the tree has changed its shape. */
    private final class Cursor implements IndexCursor {
        private final byte @Nullable [] to;
        private byte[] bound;
        private @Nullable Node leaf;
        private int at;
        private int seenChanges = -1;
        private byte @Nullable [] key;
        private @Nullable IndexEntry entry;

        Cursor(byte[] from, byte @Nullable [] to) {
            this.bound = from;
            this.to = to;
        }

        @Override
        public Step next() {
            if (seenChanges != structureChanges) {
                seek();
            } else {
                at++;
            }
            while (leaf != null && at >= leaf.count) {
                leaf = leaf.next;
                at = 0;
            }
            if (leaf == null || (to != null && compareKey(leaf.records[at], to) >= 0)) {
                leaf = null;
                return Step.END;
            }
            byte[] record = leaf.records[at];
            key = Arrays.copyOfRange(record, IndexEntry.BYTES, record.length);
            entry = entryOf(record);
            return Step.ENTRY;
        }

        private void seek() {
            if (key != null) {
                bound = IndexKey.after(key);
            }
            long prefix = IndexKey.first8(bound, 0);
            Node node = root;
            while (node.children != null) {
                node = node.child(node.floor(prefix, bound));
            }
            int floor = node.floor(prefix, bound);
            leaf = node;
            at = floor >= 0 && compareKey(node.records[floor], bound) == 0 ? floor : floor + 1;
            seenChanges = structureChanges;
        }

        @Override
        public byte[] key() {
            return Invariants.present(key, "the cursor is at no entry");
        }

        @Override
        public IndexEntry entry() {
            return Invariants.present(entry, "the cursor is at no entry");
        }

        @Override
        public IndexDamage damage() {
            throw new Invariants.BrokenInvariant("a delta has no damage");
        }

        @Override
        public void close() {
            leaf = null;
        }
    }
}
