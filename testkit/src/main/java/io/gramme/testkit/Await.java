package io.gramme.testkit;

import java.time.Duration;
import java.util.function.Supplier;

/** Asks again and again until nothing is missing, or the time is over. */
public final class Await {
    private static final long PAUSE_MILLIS = 25;

    private Await() {}

    /**
     * Waits; blocks the caller.
     *
     * @param what starts the message of the failure
     * @param missing what is still missing, in words; empty ends the waiting
     * @return how long it took, for figures
     * @throws AssertionError when the time is over, naming what was missing last
     */
    public static Duration until(String what, Duration patience, Supplier<String> missing) {
        return until(what, patience, PAUSE_MILLIS, missing);
    }

    /**
     * The same for questions that cost the nodes something.
     *
     * @param pauseMillis between two
     */
    public static Duration until(String what, Duration patience, long pauseMillis, Supplier<String> missing) {
        long begun = System.nanoTime();
        String last = missing.get();
        while (!last.isEmpty()) {
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new AssertionError(what + " after " + patience.toMillis() + " ms: " + last);
            }
            pause(pauseMillis);
            last = missing.get();
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", stop);
        }
    }
}
