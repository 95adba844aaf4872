package io.gramme.node.transport;

import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.Partitions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How partitions move to their new owners (ring change): what a newcomer asks of present owners, how far everybody is, and
 * what a former owner offers. An {@code attempt} is the packed epoch that last changed a partition's rows.
 */
public sealed interface TransferMessage extends Message {
    /** Items of one page or offer at most. */
    int MAX_ITEMS = 1024;

    /** How far are you? Answered by {@link MovesState}. */
    record MovesAsk() implements TransferMessage, Request {}

    /**
     * How far a node is.
     *
     * @param epoch the newest epoch by which all its shards act
     * @param settled whether it keeps nothing that others still have to get: no hints, no data of partitions it lost
     * @param freeBytes room on its disk, negative when it cannot tell
     * @param checked partitions that it is to own and holds all of
     * @param owned moving partitions that it owns now
     */
    record MovesState(Epoch epoch, boolean settled, long freeBytes, List<Checked> checked, List<Owned> owned)
            implements TransferMessage, Reply {
        public MovesState {
            checked = List.copyOf(checked);
            owned = List.copyOf(owned);
            atMost(checked.size(), Partitions.MAX, "checked partitions");
            atMost(owned.size(), Partitions.MAX, "owned partitions");
        }
    }

    /** A partition that a newcomer holds all of, as each of these present owners was when it was asked. */
    record Checked(int partition, long attempt, List<Proof> proofs) {
        public Checked {
            WireLimits.partition(partition);
            proofs = List.copyOf(proofs);
            atMost(proofs.size(), WireLimits.MAX_KEPT_FOR, "proofs");
        }
    }

    /**
     * That nothing of an owner was missing.
     *
     * @param source the owner's node index
     * @param boot its boot counter at the beginning of the check
     * @param marks writes of the partition that their target missed, which it had taken since that boot until then
     */
    record Proof(int source, long boot, long marks) {
        public Proof {
            node(source);
        }
    }

    /**
     * A moving partition as a present owner has it.
     *
     * @param sealed whether it takes no writes any more that their target missed
     */
    record Owned(int partition, long attempt, long boot, long marks, boolean sealed) {
        public Owned {
            WireLimits.partition(partition);
        }
    }

    /**
     * Confirm that you took no more marked writes than this, and take none from now on until the partition's rows change.
     * Answered by {@link Sealed}.
     */
    record SealAsk(List<Owned> wanted) implements TransferMessage, Request {
        public SealAsk {
            wanted = List.copyOf(wanted);
            atMost(wanted.size(), Partitions.MAX, "partitions to seal");
        }
    }

    /** The partitions that are sealed, durably. */
    record Sealed(List<Integer> partitions) implements TransferMessage, Reply {
        public Sealed {
            partitions = List.copyOf(partitions);
            atMost(partitions.size(), Partitions.MAX, "sealed partitions");
            partitions.forEach(WireLimits::partition);
        }
    }

    /**
     * The sums of your tree. Answered by {@link TreeSums}.
     *
     * @param branch whose leaves, or {@link #BRANCHES}
     */
    record SumsAsk(int partition, Epoch epoch, int branch) implements TransferMessage, Request {
        public static final int BRANCHES = -1;

        public SumsAsk {
            WireLimits.partition(partition);
            if (branch < BRANCHES || branch >= Partitions.MAX) {
                throw new IllegalArgumentException("branch " + branch);
            }
        }
    }

    /**
     * Sums of a tree, and how many marked writes the owner had taken before it summed them.
     *
     * @param sums encoded by the tree, opaque here
     */
    record TreeSums(long boot, long marks, byte[] sums) implements TransferMessage, Reply {
        public TreeSums {
            WireLimits.body(sums);
        }
    }

    /** What a page lists. Codes are frozen. */
    enum PageKind {
        /** Records. */
        RECORDS(0),
        /** Keys and version hashes. */
        DIGESTS(1),
        /** What purges left in the ledger, as it is stored. */
        LEDGER(2);

        private final int code;

        PageKind(int code) {
            this.code = code;
        }

        /** 0..255, on the wire. */
        public int code() {
            return code;
        }
    }

    /**
     * The next keys of a partition, or of a leaf of it. Answered by {@link Page}.
     *
     * @param leaf the leaf, or {@link #ALL_LEAVES}
     * @param after the key to go on behind, {@code null} to begin
     * @param maxBytes after which a page is full; it holds at least one item
     */
    record PageAsk(
            int partition,
            Epoch epoch,
            PageKind kind,
            int leaf,
            @Nullable Key after,
            int maxBytes) implements TransferMessage, Request {
        public static final int ALL_LEAVES = -1;

        public PageAsk {
            WireLimits.partition(partition);
            if (leaf < ALL_LEAVES || leaf >= 1 << 16) {
                throw new IllegalArgumentException("leaf " + leaf);
            }
            atMost(maxBytes, WireLimits.MAX_BODY_BYTES, "bytes of a page");
        }
    }

    /** Keys in their order; {@code last} when nothing follows. */
    record Page(List<Item> items, boolean last) implements TransferMessage, Reply {
        public Page {
            items = List.copyOf(items);
            atMost(items.size(), MAX_ITEMS, "items");
        }
    }

    /** A key, its record's version hash, and where wanted the record. */
    record Item(Key key, long versionHash, byte[] record) {
        public Item {
            WireLimits.body(record);
        }
    }

    /** A former owner has these keys in these versions: which do you lack? Answered by {@link Wanted}. */
    record Offer(int partition, Epoch epoch, List<Item> items) implements TransferMessage, Request {
        public Offer {
            WireLimits.partition(partition);
            items = List.copyOf(items);
            atMost(items.size(), MAX_ITEMS, "items");
        }
    }

    /** Positions in the offer, ascending. */
    record Wanted(List<Integer> positions) implements TransferMessage, Reply {
        public Wanted {
            positions = List.copyOf(positions);
            atMost(positions.size(), MAX_ITEMS, "positions");
        }
    }

    private static void atMost(int count, int limit, String what) {
        if (count < 0 || count > limit) {
            throw new IllegalArgumentException(count + " " + what + ", allowed up to " + limit);
        }
    }

    private static void node(int index) {
        if (index < 0 || index >= Member.MAX_INDICES) {
            throw new IllegalArgumentException("node index " + index);
        }
    }
}
