package io.gramme.node.membership;

/** A reason why this node does not issue dots at present. */
public enum Bar {
    /** No lease of epoch numbers is durable. */
    LEASE,
    /** It has not heard from a peer since it started, so its disk might be a restored one. */
    UNANSWERED,
    /** It runs on a restored disk, and what makes its actors new is not yet in force. */
    RESTORED,
    /** It has no bucket settings yet: it could not tell where the last writer wins. */
    SETTINGS,
    /** Its store refuses writes. */
    STORE,
    /** Its clock is too far ahead of its peers'. */
    CLOCK,
    /** It stops. */
    DRAINING
}
