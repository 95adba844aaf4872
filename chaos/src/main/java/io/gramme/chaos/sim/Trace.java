package io.gramme.chaos.sim;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happened, as lines with a running hash. The hash is kept always, the lines are made only for a reader. */
public final class Trace {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final @Nullable Consumer<String> reader;
    private long hash = FNV_OFFSET;
    private long lines;
    private long nowNanos;

    private Trace(@Nullable Consumer<String> reader) {
        this.reader = reader;
    }

    /** A trace that keeps only its hash. */
    public static Trace hashOnly() {
        return new Trace(null);
    }

    /** A trace that gives every line to a reader. */
    public static Trace to(Consumer<String> reader) {
        return new Trace(reader);
    }

    /** An event of the loop is about to run. */
    void event(long timeNanos, long sequence, String name) {
        nowNanos = timeNanos;
        mix(timeNanos);
        mix(sequence);
        mix(name);
        if (reader != null) {
            emit(name + " #" + sequence);
        }
    }

    /** Something worth a line happened: what, to whom, and a number that matters. */
    public void note(String what, String whom, long number) {
        mix(what);
        mix(whom);
        mix(number);
        if (reader != null) {
            emit(what + " " + whom + " " + number);
        }
    }

    /** Hash of everything so far; equal for equal runs. */
    public long hash() {
        return hash;
    }

    /** The hash as 16 hex digits. */
    public String hashText() {
        return String.format("%016x", hash);
    }

    private void emit(String text) {
        Consumer<String> to = reader;
        if (to != null) {
            to.accept(String.format("%d %.6f %s", lines++, nowNanos / 1e9, text));
        }
    }

    private void mix(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ 0xff) * FNV_PRIME;
    }

    private void mix(long value) {
        hash = (hash ^ value) * FNV_PRIME;
        hash ^= hash >>> 29;
    }
}
