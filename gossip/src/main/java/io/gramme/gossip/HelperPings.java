package io.gramme.gossip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pings made for others (SWIM §3.1, ping-req). An answer is passed on; if there is none after four fifths of the probe
 * timeout, the asker is told that this helper at least is well (Lifeguard §IV-A), in time for its own verdict.
 */
final class HelperPings {
    private static final int MOST = 1_024;

    private final Local local;
    private final Spreader spreader;
    private final Map<Long, Errand> errands = new LinkedHashMap<>();

    private static final class Errand {
        final Address asker;
        final long sequence;
        final long nackAtMillis;
        final long endsAtMillis;
        boolean nacked;

        Errand(Address asker, long sequence, long nackAtMillis, long endsAtMillis) {
            this.asker = asker;
            this.sequence = sequence;
            this.nackAtMillis = nackAtMillis;
            this.endsAtMillis = endsAtMillis;
        }
    }

    HelperPings(Local local, Spreader spreader) {
        this.local = local;
        this.spreader = spreader;
    }

    void onIndirectPing(Address asker, Message.IndirectPing ask, long now) {
        if (!local.able || errands.size() >= MOST) {
            return;
        }
        long own = local.nextSequence();
        long nackAt = now + local.config.probeTimeoutMillis() * 4L / 5;
        errands.put(own, new Errand(asker, ask.sequence(), nackAt, now + local.config.probeIntervalMillis()));
        spreader.send(ask.address(), new Message.Ping(own, ask.target(), ask.bootCounter()), null);
    }

    /** Passes an answer on; false if the sequence belongs to no errand. */
    boolean onAck(long sequence, ProcessId answered) {
        Errand errand = errands.remove(sequence);
        if (errand == null) {
            return false;
        }
        spreader.send(errand.asker, new Message.IndirectAck(errand.sequence, answered), null);
        return true;
    }

    void onTick(long now) {
        for (Map.Entry<Long, Errand> entry : new ArrayList<>(errands.entrySet())) {
            Errand errand = entry.getValue();
            if (!errand.nacked && errand.nackAtMillis <= now) {
                errand.nacked = true;
                spreader.send(errand.asker, new Message.Nack(errand.sequence), null);
            }
            if (errand.endsAtMillis <= now) {
                errands.remove(entry.getKey());
            }
        }
    }

    long dueMillis() {
        long due = Long.MAX_VALUE;
        for (Errand errand : errands.values()) {
            due = Math.min(due, errand.nacked ? errand.endsAtMillis : errand.nackAtMillis);
        }
        return due;
    }

    void excuse() {
        errands.clear();
    }
}
