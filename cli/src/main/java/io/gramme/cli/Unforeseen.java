package io.gramme.cli;

import io.gramme.client.GrammeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** What a command did not expect, in words: nobody who mistypes a file's name should read a stack trace. */
final class Unforeseen {
    private Unforeseen() {}

    /** The failure itself, or one that tells of what was thrown; that is its cause where only a trace says more. */
    static ToolFailure failure(Exception thrown) {
        if (thrown instanceof ToolFailure known) {
            return known;
        }
        if (thrown instanceof GrammeException answered) {
            return new ToolFailure(code(answered), String.valueOf(answered.getMessage()));
        }
        if (thrown instanceof UncheckedIOException wrapped) {
            return new ToolFailure(ExitCodes.ERROR, words(Objects.requireNonNull(wrapped.getCause())));
        }
        if (thrown instanceof IOException fault) {
            return new ToolFailure(ExitCodes.ERROR, words(fault));
        }
        ToolFailure bug = new ToolFailure(
                ExitCodes.ERROR, "this should not happen: " + thrown, "the same with -v shows where; please tell us");
        bug.initCause(thrown);
        return bug;
    }

    private static int code(GrammeException answered) {
        int status = answered.failure().status();
        return status == 0 ? ExitCodes.UNAVAILABLE : ExitCodes.ofStatus(status);
    }

    /** A file's fault is called by the file's name alone. */
    static String words(IOException fault) {
        if (!(fault instanceof FileSystemException ofFile)) {
            return String.valueOf(fault.getMessage());
        }
        if (fault instanceof NoSuchFileException) {
            return ofFile.getFile() + " does not exist, or its folder does not";
        }
        if (fault instanceof AccessDeniedException) {
            return ofFile.getFile() + " may not be opened by this user";
        }
        return ofFile.getReason() == null ? ofFile.getFile() + " cannot be used" : String.valueOf(ofFile.getMessage());
    }
}
