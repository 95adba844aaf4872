package io.gramme.node.ringchange;

/** Asks the node's background budget for leave to move bytes. On the shard's loop. */
@FunctionalInterface
public interface Pacing {
    /**
     * @param then called later on this loop, when there is room
     * @return {@code false} when too much waits already: nothing will be called
     */
    boolean request(long bytes, Runnable then);
}
