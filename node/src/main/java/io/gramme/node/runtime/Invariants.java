package io.gramme.node.runtime;

import org.jspecify.annotations.Nullable;

/** Checks that are always on. A broken invariant means that the program is wrong: the node stops. */
public final class Invariants {
    private Invariants() {}

    /** @throws BrokenInvariant with the formatted message when the condition is false */
    public static void check(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new BrokenInvariant(String.format(message, values));
        }
    }

    /**
     * The value, which must be there.
     *
     * @throws BrokenInvariant with the message when it is {@code null}
     */
    public static <T> T present(@Nullable T value, String messageWhenAbsent) {
        if (value == null) {
            throw new BrokenInvariant(messageWhenAbsent);
        }
        return value;
    }

    /** The program contradicted itself. Never caught except to stop the node. */
    public static final class BrokenInvariant extends IllegalStateException {
        public BrokenInvariant(String message) {
            super(message);
        }
    }
}
