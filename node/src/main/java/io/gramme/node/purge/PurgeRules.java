package io.gramme.node.purge;

import io.gramme.node.causality.HybridClock;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.storage.Header;

/** Which records may be offered for purging: nothing of them can be read any more, or their clock is too long. Pure. */
final class PurgeRules {
    /** When a record holds a version that does not end. */
    static final long NEVER = Long.MAX_VALUE;

    private PurgeRules() {}

    /**
     * Since when nothing of a record can be read: the latest of its deletes and expiries, by the wall clock.
     *
     * @return milliseconds since 1970, {@link #NEVER} while a version without expiry is there
     */
    static long deadSinceMillis(KeyRecord record) {
        long since = record.siblings().isEmpty() ? HybridClock.millis(record.hlc()) : 0;
        for (Sibling sibling : record.siblings()) {
            long expiry = sibling.content().expiryMillis();
            if (sibling.content().tombstone()) {
                since = Math.max(since, HybridClock.millis(sibling.hlc()));
            } else if (expiry > 0) {
                since = Math.max(since, expiry);
            } else {
                return NEVER;
            }
        }
        return since;
    }

    /** Whether nothing of a record can be read at that time. */
    static boolean isDead(KeyRecord record, long nowMillis) {
        return record.liveAt(nowMillis).isNotFound();
    }

    /** Whether its clock is past the bound and would get shorter. */
    static boolean isTrimmable(KeyRecord record) {
        return record.context().vector().size() > Header.LONG_CLOCK_ENTRIES && record.trimmed() != null;
    }

    /**
     * When a record with this header may become due at the earliest: a screen that spares the reading of values.
     *
     * @param ageMillis for how long it must have been dead
     * @return milliseconds since 1970, {@link #NEVER} when it does not
     */
    static long dueAtMillis(Header header, long ageMillis) {
        if ((header.flags() & Header.LONG_CLOCK) != 0) {
            return 0;
        }
        if ((header.flags() & Header.TOMBSTONE) != 0) {
            return HybridClock.millis(header.hlc()) + ageMillis;
        }
        return header.expiryMillis() > 0 ? after(header.expiryMillis(), ageMillis) : NEVER;
    }

    /** A time so much later, {@link #NEVER} where that cannot be said. */
    static long after(long millis, long more) {
        return millis > NEVER - more ? NEVER : millis + more;
    }
}
