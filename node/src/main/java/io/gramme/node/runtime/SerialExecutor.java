package io.gramme.node.runtime;

/**
 * Runs tasks one at a time, in the order given: a shard's loop or the log writer. Tasks never block and never throw; a
 * task that throws is a broken invariant and stops the node.
 */
public interface SerialExecutor {
    /** Queues a task; callable from any thread. The task never runs inside this call. */
    void execute(Runnable task);
}
