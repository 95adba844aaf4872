package io.gramme.node.membership;

import io.gramme.gossip.MemberFlag;
import io.gramme.gossip.Meta;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a member says of itself beyond being alive; the names are {@link MemberFlag}'s, which gossip carries. */
public enum Condition {
    /** Refuses writes by order of an operator. */
    READ_ONLY,
    /** Its store refuses writes. */
    DISK_FULL,
    /** A shard loop or the log writer has not turned for a second. */
    SHARD_STUCK,
    /** Serves no clients: it is drained, or about to stop. */
    DRAINING,
    /** Runs on a restored or copied disk and does not coordinate or vote yet. */
    RESTORED,
    /** Its clock is too far ahead to stamp versions. */
    CLOCK_AHEAD;

    /** What a node tells of these reasons, as masks of {@link MemberFlag}; those of a start are no condition. */
    static int flags(Set<Bar> bars) {
        int flags = 0;
        for (Bar bar : bars) {
            flags |= switch (bar) {
                case RESTORED -> MemberFlag.RESTORED.mask();
                case STORE -> MemberFlag.DISK_FULL.mask();
                case CLOCK -> MemberFlag.CLOCK_AHEAD.mask();
                case DRAINING -> MemberFlag.DRAINING.mask();
                case LEASE, UNANSWERED, SETTINGS -> 0;
            };
        }
        return flags;
    }

    /** What a member says of itself. */
    static Set<Condition> of(Meta meta) {
        Set<Condition> conditions = EnumSet.noneOf(Condition.class);
        for (MemberFlag flag : MemberFlag.values()) {
            if (meta.has(flag)) {
                conditions.add(valueOf(flag.name()));
            }
        }
        return Collections.unmodifiableSet(conditions);
    }
}
