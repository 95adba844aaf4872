package io.gramme.node.transport.wire;

import io.gramme.node.runtime.Clock;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is wrong with peers, each kind of trouble at most once in ten seconds. Belongs to one loop. */
final class PeerLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.gramme.transport");
    private static final long QUIET_MILLIS = 10_000;

    /** Troubles, a closed set: the map has an entry for each at most. */
    enum Trouble {
        BROKEN_STREAM,
        HELLO_REFUSED,
        MALFORMED_MESSAGE,
        IDLE,
        NOT_READING,
        TOO_MANY_CONNECTIONS
    }

    private record Said(long atMillis, int unsaid) {}

    private final Clock clock;
    private final Map<Trouble, Said> said = new HashMap<>();

    PeerLog(Clock clock) {
        this.clock = clock;
    }

    void warn(Trouble trouble, String remote, String what) {
        long now = clock.monotonicMillis();
        Said last = said.get(trouble);
        if (last != null && now - last.atMillis < QUIET_MILLIS) {
            said.put(trouble, new Said(last.atMillis, last.unsaid + 1));
            return;
        }
        said.put(trouble, new Said(now, 0));
        String more = last != null && last.unsaid > 0 ? " (and " + last.unsaid + " like it before)" : "";
        LOG.warn("peer {}: {}{}", remote, what, more);
    }
}
