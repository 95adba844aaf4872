package io.gramme.gossip;

/** What a member says of its own condition. The bit of a flag is frozen. */
public enum MemberFlag {
    /** Refuses writes by order of an operator. */
    READ_ONLY(0),
    /** Refuses writes for want of disk space. */
    DISK_FULL(1),
    /** A shard loop or the log writer has not turned for a second. */
    SHARD_STUCK(2),
    /** Stopping: takes no new requests. */
    DRAINING(3),
    /** Runs on a restored or copied disk and does not coordinate or vote yet. */
    RESTORED(4),
    /** Its clock is too far ahead to stamp versions. */
    CLOCK_AHEAD(5);

    private final int bit;

    MemberFlag(int bit) {
        this.bit = bit;
    }

    /** A mask with the flag's bit alone. */
    public int mask() {
        return 1 << bit;
    }
}
