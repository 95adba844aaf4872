package io.gramme.cli;

import java.time.Duration;
import java.util.function.Supplier;

/** Asks again and again until nothing is missing. */
final class Await {
    private static final long PAUSE_MILLIS = 100;

    private Await() {}

    /**
     * Waits.
     *
     * @param what starts the message of the failure
     * @param missing what is still missing, in words; empty ends the waiting
     * @throws ToolFailure with that exit code when the time is over
     */
    static void until(String what, int exitCode, Duration patience, Supplier<String> missing) {
        long end = System.nanoTime() + patience.toNanos();
        String last = missing.get();
        while (!last.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new ToolFailure(exitCode, what + " after " + Tool.text(patience) + ": " + last);
            }
            pause();
            last = missing.get();
        }
    }

    static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ToolFailure(ExitCodes.ERROR, "interrupted");
        }
    }
}
