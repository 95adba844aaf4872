package io.gramme.node.transport;

import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import java.util.List;

/** How the owners of a partition agree that dead records may go, and everybody else says that no old copy is left. */
public sealed interface PurgeMessage extends Message {
    /** Records that one message is about. */
    int MAX_ITEMS = 1_024;

    /**
     * One record that is to go, or whose clock is to be trimmed.
     *
     * @param versionHash 64-bit keyed hash of the causal state that it must have
     * @param trim only actors without a live dot are taken out of its clock
     */
    record PurgeItem(Key key, long versionHash, boolean trim) {}

    /** What an owner has of an {@link PurgeItem}. Codes are frozen. */
    enum Holding {
        /** This very version, fsynced, and nothing of it can be read any more (or its clock can be trimmed). */
        SAME(0),
        /** It is in the ledger: gone here already. */
        LISTED(1),
        /** Something else, or nothing. */
        OTHER(2),
        /** No word: not fsynced yet, the disk has no room or does not say. */
        NOT_NOW(3);

        private final int code;

        Holding(int code) {
            this.code = code;
        }

        /** Whether it may be purged elsewhere as far as this owner is concerned. */
        public boolean agrees() {
            return this == SAME || this == LISTED;
        }

        /** 0..255, on the wire. */
        public int code() {
            return code;
        }
    }

    /**
     * Do you hold exactly these; answered by {@link PurgeHoldings}. Changes nothing.
     *
     * @param epoch ring epoch that the sender took the rows from
     */
    record PurgePrepare(int partition, Epoch epoch, List<PurgeItem> items) implements PurgeMessage, Request {
        public PurgePrepare {
            WireLimits.partition(partition);
            items = bounded(items);
        }
    }

    /**
     * Take these into the ledger and remove them, each only if it is still the same; answered by {@link PurgeHoldings},
     * once it is fsynced.
     *
     * @param epoch ring epoch that the sender took the rows from
     */
    record PurgeApply(int partition, Epoch epoch, List<PurgeItem> items) implements PurgeMessage, Request {
        public PurgeApply {
            WireLimits.partition(partition);
            items = bounded(items);
        }
    }

    /** One word for each item, in their order. After a {@link PurgeApply}, {@code SAME} is never said: it is listed then. */
    record PurgeHoldings(List<Holding> each) implements PurgeMessage, Reply {
        public PurgeHoldings {
            each = bounded(each);
        }
    }

    /**
     * Do you hold anything of this partition that its owners may not have; answered by {@link HoldingsReport}.
     *
     * @param epoch ring epoch that the sender took the rows from
     */
    record HoldingsQuestion(int partition, Epoch epoch) implements PurgeMessage, Request {
        public HoldingsQuestion {
            WireLimits.partition(partition);
        }
    }

    /**
     * What a ring member holds of a partition at this moment.
     *
     * @param hints it keeps hints of it, or cannot say
     * @param unpushed it is no owner and has data of it in its live key space, or cannot say
     */
    record HoldingsReport(boolean hints, boolean unpushed) implements PurgeMessage, Reply {
        /** Whether nothing is left there that could come back. */
        public boolean isClean() {
            return !hints && !unpushed;
        }
    }

    /**
     * A record that a restored disk brought, or that comes back from among the retired.
     *
     * @param versionHash 64-bit keyed hash of its causal state
     * @param hlc greatest stamp that it covers
     * @param dots encoded context of exactly its live dots; empty where only the hash is to be compared
     */
    record RecallItem(Key key, long versionHash, long hlc, byte[] dots) {}

    /** What an owner knows of a {@link RecallItem}. Codes are frozen. */
    enum Recall {
        /** It holds this version, or one that covers all of its dots. */
        KNOWN(0),
        /** It holds another version; the dots would tell. */
        OTHER(1),
        /** Its ledger lists it: it was purged. */
        PURGED(2),
        /** It does not know it, nor may it have been purged: it is newer than all that was forgotten. */
        NEW(3),
        /** It does not know it, and it is not newer than what was purged and forgotten of the partition. */
        FENCED(4),
        /** No word: the disk does not say. */
        NOT_NOW(5);

        private final int code;

        Recall(int code) {
            this.code = code;
        }

        /** 0..255, on the wire. */
        public int code() {
            return code;
        }
    }

    /**
     * Do you know these, or may they have been purged; answered by {@link RecallReport}. Changes nothing.
     *
     * @param epoch ring epoch that the sender took the rows from
     */
    record RecallQuestion(int partition, Epoch epoch, List<RecallItem> items) implements PurgeMessage, Request {
        public RecallQuestion {
            WireLimits.partition(partition);
            items = bounded(items);
        }
    }

    /** One word for each item, in their order. */
    record RecallReport(List<Recall> each) implements PurgeMessage, Reply {
        public RecallReport {
            each = bounded(each);
        }
    }

    private static <T> List<T> bounded(List<T> list) {
        if (list.isEmpty() || list.size() > MAX_ITEMS) {
            throw new IllegalArgumentException(list.size() + " items, allowed 1.." + MAX_ITEMS);
        }
        return List.copyOf(list);
    }
}
