package io.gramme.node.storage;

/** The key spaces of a node's store. They share the log, the fsync, the index and the compaction. Codes are frozen. */
public enum Space {
    /** What this node owns and answers reads from. The only space with anti-entropy trees. */
    LIVE(0),
    /** Records kept for owners that could not be reached (hinted handoff). */
    HINT(1),
    /** Data of partitions that this node no longer owns, until cleanup. */
    RETIRED(2),
    /** What purges took away, kept so that late copies stay dead. */
    LEDGER(3);

    private final int code;

    Space(int code) {
        this.code = code;
    }

    /**
     * The space of a code.
     *
     * @throws IllegalArgumentException when no space has it
     */
    public static Space ofCode(int code) {
        return switch (code) {
            case 0 -> LIVE;
            case 1 -> HINT;
            case 2 -> RETIRED;
            case 3 -> LEDGER;
            default -> throw new IllegalArgumentException("no key space has code " + code);
        };
    }

    /** One byte, 0..255, in index keys and frames. */
    public int code() {
        return code;
    }
}
