package io.gramme.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Ends a command: the message is for the person at the terminal, the code for the script around it. */
final class ToolFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final @Nullable String next;

    ToolFailure(int exitCode, String message) {
        this(exitCode, message, null);
    }

    /** @param next what to do now, a command if possible */
    ToolFailure(int exitCode, String message, @Nullable String next) {
        super(message);
        this.exitCode = exitCode;
        this.next = next;
    }

    int exitCode() {
        return exitCode;
    }

    @Nullable
    String next() {
        return next;
    }
}
