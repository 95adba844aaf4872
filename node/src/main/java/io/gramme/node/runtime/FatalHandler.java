package io.gramme.node.runtime;

/** Stops the node after a fault that it must not survive, such as a failed fsync. Callable from any thread. */
@FunctionalInterface
public interface FatalHandler {
    /**
     * Stops the node; nothing further is acknowledged. Called at most a few times, the first call counts.
     *
     * @param message what failed and what to do, for the operator
     */
    void onFatal(String message, Throwable cause);
}
