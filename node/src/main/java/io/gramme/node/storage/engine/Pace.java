package io.gramme.node.storage.engine;

/** How fast background work may go on; the node's background budget stands behind it. */
@FunctionalInterface
public interface Pace {
    /** As fast as the executor turns. */
    Pace UNLIMITED = (bytes, next) -> next.run();

    /**
     * Calls {@code next} as soon as that many bytes of background work may follow; on any thread. It is called exactly
     * once, or never if the node stops.
     */
    void next(long bytes, Runnable next);

    /** Bytes were moved that could not wait, such as those of a flush, which gives heap back; on any thread. */
    default void took(long bytes) {}
}
