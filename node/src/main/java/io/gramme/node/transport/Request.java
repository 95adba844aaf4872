package io.gramme.node.transport;

/** A message that asks for a {@link Reply}, or is sent one way by someone who does not care for it. */
public non-sealed interface Request extends Message {
    /** The partition of a request that concerns none. */
    int NO_PARTITION = -1;

    /**
     * The partition it concerns: it is handled on the loop of that partition's shard. Requests of {@link #NO_PARTITION}
     * are handled on the control loop, shard 0.
     */
    default int partition() {
        return NO_PARTITION;
    }

    /**
     * Whether it may travel while one of the two nodes does not know its cluster id yet: only what founding and joining
     * need.
     */
    default boolean allowedUnfounded() {
        return false;
    }
}
