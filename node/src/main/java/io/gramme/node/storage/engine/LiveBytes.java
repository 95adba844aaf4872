package io.gramme.node.storage.engine;

import java.util.Arrays;
import java.util.function.BiConsumer;

/** How many bytes of each log segment one group's index still points to. One thread at a time. */
final class LiveBytes {
    private long[] bytes = new long[0];
    private int base;

    void add(int segment, long delta) {
        if (bytes.length == 0) {
            base = segment;
        }
        if (segment < base) {
            long[] wider = new long[bytes.length + base - segment];
            System.arraycopy(bytes, 0, wider, base - segment, bytes.length);
            bytes = wider;
            base = segment;
        } else if (segment - base >= bytes.length) {
            shift();
            bytes = Arrays.copyOf(bytes, Math.max(segment - base + 1, bytes.length + bytes.length / 2 + 4));
        }
        bytes[segment - base] += delta;
    }

    /** Lets go of leading zeros. */
    private void shift() {
        int dead = 0;
        while (dead < bytes.length && bytes[dead] == 0) {
            dead++;
        }
        if (dead > 0 && dead < bytes.length) {
            bytes = Arrays.copyOfRange(bytes, dead, bytes.length);
            base += dead;
        }
    }

    long of(int segment) {
        int at = segment - base;
        return at >= 0 && at < bytes.length ? bytes[at] : 0;
    }

    /** Each segment that is not zero, ascending. */
    void forEach(BiConsumer<Integer, Long> visitor) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                visitor.accept(base + i, bytes[i]);
            }
        }
    }

    LiveBytes copy() {
        LiveBytes copy = new LiveBytes();
        copy.bytes = bytes.clone();
        copy.base = base;
        return copy;
    }
}
