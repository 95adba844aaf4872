package io.gramme.node.background;

import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.runtime.SerialExecutor;

/** How background work of one loop asks for room. Called on that loop. */
public interface Background {
    /**
     * Asks for leave to move that many bytes: to send, store or rewrite them. Whoever works in steps asks for each step,
     * so that the work of others comes in between.
     *
     * @param bytes 0 or more; a step of 16 KiB to 1 MiB is a good one
     * @param onGranted called once on this loop, never inside this call, or never if the node stops before
     * @return {@code false} when too much of this task waits already: nothing will be called, try again later
     */
    boolean request(Task task, long bytes, Runnable onGranted);

    /** Counts bytes that had to be moved at once; what asks after them waits the longer. */
    void took(Task task, long bytes);

    /** Grants everything on the loop's next turn. */
    static Background unlimited(SerialExecutor loop) {
        return new Background() {
            @Override
            public boolean request(Task task, long bytes, Runnable onGranted) {
                loop.execute(onGranted);
                return true;
            }

            @Override
            public void took(Task task, long bytes) {}
        };
    }
}
