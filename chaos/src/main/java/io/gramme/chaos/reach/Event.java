package io.gramme.chaos.reach;

/** Something that must happen now and then, or the runs do not reach it. */
public enum Event {
    WRITE_FORWARDED("a write was passed on to an owner"),
    FALLBACK_COORDINATED("a fallback coordinated"),
    HINT_KEPT("a fallback kept a hint"),
    HINT_DELIVERED("a hint was delivered"),
    SOLE_COPY_DELIVERED("a hint was delivered of which no owner had a copy"),
    HINT_READ("a read was answered from a hint"),
    READ_REPAIRED("a read repaired an owner"),
    ANTI_ENTROPY_REPAIRED("anti-entropy found a difference and merged it"),
    EXCHANGE_POSTPONED("an exchange waited for that of another owner"),
    DIGEST_SENT("an owner answered with a digest"),
    SIBLINGS_SHOWN("a read showed siblings"),
    VERSION_DROPPED("last-writer-wins dropped a concurrent version"),
    ISOLATED_DOT_FOLDED("a dot beyond a gap was folded into the vector"),
    ALIAS_MADE("two tries of one write became one version"),
    LIVE_RETRY_ANSWERED("a retry met its live version"),
    RETIRED_RETRY_ANSWERED("a retry was answered by the id of an overwritten version"),
    MARKER_ENDED("an arrival showed that the node forgot something, and its marker ended"),
    TORN_TAIL_CUT("a torn tail was cut off the log"),
    SEGMENT_DELETED("compaction deleted a segment"),
    RELOCATION_REPLAYED("a start replayed a frame that compaction had moved"),
    RUN_BUILT("a delta became a run"),
    RUNS_MERGED("runs were merged"),
    FAULT_STOPPED_A_NODE("a disk fault stopped a node"),
    DISK_FULL_REFUSED("a full disk refused a write"),
    QUORUM_MISSED("a quorum became impossible"),
    DEADLINE_PASSED("a deadline passed before the quorum"),
    SUSPICION_REFUTED("a suspected node said otherwise"),
    DECLARED_DEAD("a node was held for dead"),
    STALE_EPOCH_MET("a request met another epoch of the ring"),
    PLAN_DECIDED("an operator's plan was decided"),
    PLAN_LOST("an operator's plan lost against another one"),
    PARTITION_SWITCHED("a partition was switched to its new row"),
    MOVE_REPLACED("a move was taken back or got another target"),
    MOVES_CANCELLED("an operator took moves back"),
    MEMBER_REMOVED("a member was removed from the ring"),
    DIED_IN_MID_MOVE("a process died while partitions moved"),
    GENERATION_RAISED("a node raised its generation"),
    PURGE_COMPLETED("dead records went from every owner"),
    PURGE_BLOCKED("something stood in the way of a purge"),
    LEDGER_FORGOTTEN("the memory of a purge came to its end"),
    UNREADABLE_MET("a lookup met what cannot be read"),
    DAMAGE_FOUND("a record was found that cannot be read"),
    DAMAGE_RESCUED("a record that could not be read was restored from the other owners");

    private final String text;

    Event(String text) {
        this.text = text;
    }

    /** One sentence without its full stop. */
    public String text() {
        return text;
    }
}
