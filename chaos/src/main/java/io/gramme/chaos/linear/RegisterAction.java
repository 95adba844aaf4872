package io.gramme.chaos.linear;

import org.jspecify.annotations.Nullable;

/** What can be done with a register that holds one value, or none. */
public sealed interface RegisterAction {
    /** Answered with a value, {@code null} for none. A read without an answer need not be in a history. */
    record Read(@Nullable String seen) implements RegisterAction {}

    /** Answered with success, or not at all. */
    record Write(String value) implements RegisterAction {}

    /**
     * Puts a value in the place of an expected one.
     *
     * @param expected {@code null} for a register that holds none
     * @param swapped the answer, {@code null} for a pending operation
     */
    record CompareAndSet(
            @Nullable String expected,
            String value,
            @Nullable Boolean swapped) implements RegisterAction {}
}
