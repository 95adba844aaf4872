package io.gramme.node.runtime;

/** One-shot timers of one loop: a task runs on the loop these timers belong to. */
public interface Timers {
    /**
     * Runs a task once, not before the delay has passed.
     *
     * @param delayMillis 0 or more; 0 runs on the loop's next turn
     * @return a handle to cancel it; cancelling a timer that has fired does nothing
     */
    Timer schedule(long delayMillis, Runnable task);

    /** A scheduled task. */
    interface Timer {
        /** Makes sure the task does not run, unless it already has. Called on the timer's loop. */
        void cancel();
    }
}
