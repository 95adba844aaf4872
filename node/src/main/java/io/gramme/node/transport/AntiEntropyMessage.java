package io.gramme.node.transport;

import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import java.util.List;

/**
 * Between two owners of a partition that compare what they hold. All questions come from one side, and answering changes
 * nothing: any of them may be asked twice. Key hashes are unsigned; in their order keys lie by leaf.
 */
public sealed interface AntiEntropyMessage extends Message {
    /** Leaves of a tree. */
    int MAX_LEAVES = 4096;
    /** Bytes of one node of a tree: sum and count. */
    int NODE_BYTES = 12;
    /** Keys in one list; of a hash that several keys share, all are listed. */
    int MAX_KEYS = 1024 + 16;
    /** Key hashes whose records are asked for at once. */
    int MAX_WANTED = 256;
    /** Bytes of records after which an answer ends; a single record may be larger. */
    int MAX_RECORD_BYTES = 256 * 1024;

    /** A question about a partition. */
    sealed interface Question extends AntiEntropyMessage, Request {
        /** Ring epoch that the sender took the rows from. */
        Epoch epoch();
    }

    /**
     * This is my tree's root, what are your branches; answered by {@link TreeNodes}, empty when the roots are equal.
     *
     * @param root one encoded node
     */
    record CompareRoot(int partition, Epoch epoch, byte[] root) implements Question {
        public CompareRoot {
            WireLimits.partition(partition);
            if (root.length != NODE_BYTES) {
                throw new IllegalArgumentException("a root of " + root.length + " bytes");
            }
        }
    }

    /**
     * What are these leaves' sums; answered by {@link TreeNodes} in their order.
     *
     * @param leaves ascending, distinct
     */
    record AskLeaves(int partition, Epoch epoch, int[] leaves) implements Question {
        public AskLeaves {
            WireLimits.partition(partition);
            requireLeaves(leaves);
        }
    }

    /** @param nodes encoded nodes of a tree: sum, count, big-endian */
    record TreeNodes(byte[] nodes) implements AntiEntropyMessage, Reply {
        public TreeNodes {
            if (nodes.length % NODE_BYTES != 0 || nodes.length > MAX_LEAVES * NODE_BYTES) {
                throw new IllegalArgumentException("nodes of " + nodes.length + " bytes");
            }
        }
    }

    /**
     * Which keys lie in these leaves; answered by {@link KeyList}.
     *
     * @param leaves ascending, distinct
     * @param resumes whether keys up to {@code after} were listed already
     * @param after key hash, 0 when nothing was
     */
    record AskKeys(int partition, Epoch epoch, int[] leaves, boolean resumes, long after) implements Question {
        public AskKeys {
            WireLimits.partition(partition);
            requireLeaves(leaves);
        }
    }

    /**
     * Keys by ascending hash, with the version hashes of their records. Keys that share a hash follow each other.
     *
     * @param complete whether the last leaf ends here; else ask again after the last hash
     */
    record KeyList(long[] keyHashes, long[] versionHashes, boolean complete) implements AntiEntropyMessage, Reply {
        public KeyList {
            if (keyHashes.length != versionHashes.length || keyHashes.length > MAX_KEYS) {
                throw new IllegalArgumentException(
                        keyHashes.length + " keys, " + versionHashes.length + " version hashes");
            }
            if (keyHashes.length == 0 && !complete) {
                throw new IllegalArgumentException("an empty list that does not end");
            }
        }

        public int size() {
            return keyHashes.length;
        }

        /** The last key hash; only of a list that is not empty. */
        public long last() {
            return keyHashes[keyHashes.length - 1];
        }
    }

    /**
     * The records of these keys, please; answered by {@link RecordList}.
     *
     * @param keyHashes ascending, distinct
     */
    record AskRecords(int partition, Epoch epoch, long[] keyHashes) implements Question {
        public AskRecords {
            WireLimits.partition(partition);
            if (keyHashes.length == 0 || keyHashes.length > MAX_WANTED) {
                throw new IllegalArgumentException("records of " + keyHashes.length + " keys");
            }
        }
    }

    /**
     * Records of the first so many key hashes that were asked for, as far as they exist and can be read.
     *
     * @param answered how many of the hashes are answered, at least one
     * @param unreadable keys among them whose records this node cannot read
     */
    record RecordList(List<Keyed> records, int answered, int unreadable) implements AntiEntropyMessage, Reply {
        public RecordList {
            records = List.copyOf(records);
            if (answered < 1 || answered > MAX_WANTED || unreadable < 0 || records.size() > MAX_KEYS) {
                throw new IllegalArgumentException(records.size() + " records for " + answered + " keys");
            }
        }
    }

    /** An encoded record under its key. */
    record Keyed(Key key, byte[] record) {
        public Keyed {
            WireLimits.body(record);
        }
    }

    private static void requireLeaves(int[] leaves) {
        if (leaves.length == 0 || leaves.length > MAX_LEAVES) {
            throw new IllegalArgumentException(leaves.length + " leaves");
        }
        int least = 0;
        for (int leaf : leaves) {
            if (leaf < least || leaf >= MAX_LEAVES) {
                throw new IllegalArgumentException("leaf " + leaf + " after " + (least - 1));
            }
            least = leaf + 1;
        }
    }
}
