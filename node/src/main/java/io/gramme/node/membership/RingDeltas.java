package io.gramme.node.membership;

import io.gramme.ring.Epoch;
import io.gramme.ring.Ring;
import io.gramme.ring.codec.DeltaCodec;
import io.gramme.ring.codec.RingDelta;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last few rings, to tell peers what has changed since theirs. Neighbouring rings share their rows, so keeping them
 * costs little; an encoded delta is kept until the next ring. One loop owns it.
 */
public final class RingDeltas {
    /** A peer that is further behind pulls the whole ring. */
    private static final int KEPT = 32;

    private static final byte[] NONE = {};

    private final Deque<Ring> rings = new ArrayDeque<>();
    private final Map<Epoch, byte[]> encoded = new HashMap<>();

    /** A newer ring is known. */
    public void add(Ring ring) {
        Ring newest = rings.peekLast();
        if (newest != null && !ring.epoch().isAfter(newest.epoch())) {
            return;
        }
        rings.addLast(ring);
        encoded.clear();
        if (rings.size() > KEPT) {
            rings.removeFirst();
        }
    }

    /** What leads from the ring of that epoch to the newest, encoded; empty when that ring is not known any more. */
    public byte[] since(Epoch epoch) {
        Ring from = find(epoch);
        Ring newest = rings.peekLast();
        if (from == null
                || newest == null
                || epoch.equals(newest.epoch())
                || !from.shape().equals(newest.shape())) {
            return NONE;
        }
        return encoded.computeIfAbsent(epoch, key -> DeltaCodec.encode(RingDelta.between(from, newest)));
    }

    private @Nullable Ring find(Epoch epoch) {
        for (Ring ring : rings) {
            if (ring.epoch().equals(epoch)) {
                return ring;
            }
        }
        return null;
    }
}
