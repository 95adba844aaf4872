package io.gramme.node.transport.wire;

import io.gramme.node.transport.PeerAddress;
import org.jspecify.annotations.Nullable;

/** Opens byte streams for one shard. */
public interface Network {
    /** Connects; answers once, on the shard's loop, never inside the call, within the connect timeout. */
    void dial(PeerAddress address, OnDialed onDialed);

    /** Told how a dial ended. */
    @FunctionalInterface
    interface OnDialed {
        /** @param pipe the open stream, or {@code null} when there is none */
        void onDialed(@Nullable Pipe pipe);
    }
}
