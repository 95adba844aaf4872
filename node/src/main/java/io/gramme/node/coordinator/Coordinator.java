package io.gramme.node.coordinator;

import java.util.function.Consumer;

/**
 * Reads and writes for clients, on any key. Called on any shard's loop of this node; the callback arrives on that same
 * loop, exactly once, within the request's budget. Never throws for an expected failure.
 */
public interface Coordinator {
    void read(ReadRequest request, Consumer<ReadResult> onResult);

    void write(WriteRequest request, Consumer<WriteResult> onResult);
}
