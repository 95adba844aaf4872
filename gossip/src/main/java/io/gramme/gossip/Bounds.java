package io.gramme.gossip;

import java.nio.charset.StandardCharsets;

/** The limits every record and message keeps; what breaks one is never built. */
final class Bounds {
    /** Longest name or zone, bytes of UTF-8. */
    static final int NAME_BYTES = 63;
    /** Longest host, bytes: a DNS name has at most 253. */
    static final int HOST_BYTES = 253;
    /** Heaviest weight. */
    static final int WEIGHT = 1_000_000;
    /** Longest payload of an announcement, bytes. */
    static final int ANNOUNCEMENT_BYTES = 64;
    /** Announcement kinds run from 0 to this minus 1. */
    static final int ANNOUNCEMENT_KINDS = 32;
    /** Longest datagram, bytes: passes IPv6 and tunnels without fragments. */
    static final int DATAGRAM_BYTES = 1_200;
    /** Most member changes in a datagram. */
    static final int DELTAS = 32;
    /** Most members that a table or a state message holds: the node index of a ring is below 4 096. */
    static final int MEMBERS = 4_608;
    /** Longest state message, bytes. */
    static final int STATE_BYTES = 8 << 20;

    private Bounds() {}

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    static void requireText(String text, int maxBytes, String what) {
        if (text.length() * 3 <= maxBytes) {
            return;
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        require(bytes <= maxBytes, what + " has " + bytes + " bytes, at most " + maxBytes + " are allowed");
    }
}
