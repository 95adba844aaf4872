package io.gramme.node.app;

import java.time.Duration;
import java.util.function.Predicate;

/** Asks real nodes again and again until they say what is waited for: the one place of these tests that sleeps. */
public final class Awaiting {
    private static final long PAUSE_MILLIS = 20;

    private Awaiting() {}

    /** Something to ask. */
    @FunctionalInterface
    public interface Asking<T> {
        T ask() throws Exception;
    }

    /**
     * Waits; blocks the caller.
     *
     * @param what of the failure's message
     * @return the first answer that is wanted
     * @throws AssertionError when the time is over, with the last answer
     */
    public static <T> T until(String what, Duration patience, Asking<T> asking, Predicate<T> wanted) throws Exception {
        long begun = System.nanoTime();
        T answer = asking.ask();
        while (!wanted.test(answer)) {
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new AssertionError(what + ": not within " + patience + ", but " + answer);
            }
            Thread.sleep(PAUSE_MILLIS);
            answer = asking.ask();
        }
        return answer;
    }
}
