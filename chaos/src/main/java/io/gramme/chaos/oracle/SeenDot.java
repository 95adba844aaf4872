package io.gramme.chaos.oracle;

import io.gramme.node.causality.Dot;
import io.gramme.node.causality.Sibling;
import org.jspecify.annotations.Nullable;

/**
 * A dot that some node put into a record.
 *
 * @param sibling the version as it was first seen
 * @param write whose it is, {@code null} where nothing tells
 */
record SeenDot(Sibling sibling, @Nullable LogicalWrite write) {
    Dot dot() {
        return sibling.dot();
    }

    boolean isTombstone() {
        return sibling.content().tombstone();
    }

    /** Whether it is dead, or will be some day. */
    boolean isMortal() {
        return isTombstone() || sibling.content().expiryMillis() != 0;
    }

    /** Whether it may have expired by a clock that reads so much. */
    boolean mayBeExpired(long wallMillis) {
        long expiry = sibling.content().expiryMillis();
        return expiry != 0 && expiry <= wallMillis;
    }

    /** Last writer wins: whether the other is later. */
    boolean isBefore(SeenDot other) {
        int byStamp = Long.compare(sibling.hlc(), other.sibling.hlc());
        return byStamp < 0 || (byStamp == 0 && dot().compareTo(other.dot()) < 0);
    }
}
