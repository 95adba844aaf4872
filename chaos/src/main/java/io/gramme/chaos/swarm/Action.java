package io.gramme.chaos.swarm;

/** What a step does. */
public enum Action {
    READ(false),
    /** A read that must cover what this client was last told. */
    READ_AFTER(false),
    READ_CONSISTENT(false),
    /** A write without a context. */
    WRITE_BLIND(false),
    /** A write on the context of this client's last read. */
    WRITE_ON_READ(false),
    /** A write on the context that this client's last write was answered with. */
    WRITE_ON_WRITE(false),
    /** A write on an old context of any client. */
    WRITE_ON_OLD(false),
    /** Reads, then writes on what it was shown: the union of the siblings, or one more. */
    READ_MODIFY_WRITE(false),
    DELETE(false),
    /** A value that expires. */
    WRITE_EXPIRING(false),
    /** Writes, ignores the answer, and sends the same again to another node. */
    WRITE_TWICE(false),

    /** A power cut: what was not synced may be lost, pages and names one by one. */
    POWER_CUT(true),
    /** The process dies, the machine lives. */
    PROCESS_DEATH(true),
    CLEAN_STOP(true),
    START(true),
    PAUSE(true),
    RESUME(true),
    /** Two groups that do not hear each other. */
    PARTITION(true),
    ONE_WAY_PARTITION(true),
    /** Two groups and one machine that hears both. */
    BRIDGE(true),
    HEAL_PARTITIONS(true),
    /** Every link loses, doubles, delays and misreports. */
    ROUGH_LINKS(true),
    /** One machine's links are slow. */
    SLOW_LINKS(true),
    HEALTHY_LINKS(true),
    SLOW_DISK(true),
    FAST_DISK(true),
    FULL_DISK(true),
    ROOMY_DISK(true),
    /** The next fsync fails, and with it what it should have kept. */
    FSYNC_ERROR(true),
    /** An append stops short. */
    SHORT_APPEND(true),
    CLOCK_DRIFT(true),
    /** The wall clock steps by up to an hour. */
    CLOCK_STEP(true),
    /** Remembers the disk as it is, for a later restore. */
    BACKUP(true),
    /** Power cut, and the older disk put in. */
    RESTORE(true),
    /** Power cut, and an empty disk put in: its node comes back as a new one. */
    LOST_DISK(true),
    /** A copy of a running machine's disk is put into another machine and started there. */
    CLONED_DISK(true),
    CLONE_ENDS(true),
    /** A bit of what was synced rots. */
    BIT_FLIP(true),
    /** An operator changes the ring, or takes a change back. */
    RING_CHANGE(true);

    private final boolean fault;

    Action(boolean fault) {
        this.fault = fault;
    }

    /** Whether it is not a client's. */
    public boolean isFault() {
        return fault;
    }
}
