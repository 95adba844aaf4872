package io.gramme.node.coordinator;

import io.gramme.ring.Key;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes for clients, on any key. Called on any shard's loop of this node; the callback arrives on that same
 * loop, exactly once, within the request's budget. Never throws for an expected failure.
 */
public interface Coordinator {
    void read(ReadRequest request, Consumer<ReadResult> onResult);

    void write(WriteRequest request, Consumer<WriteResult> onResult);

    /** One page of a bucket's keys. */
    void list(ListRequest request, Consumer<ListResult> onResult);

    /**
     * Asks every replica of a key what it keeps, for people. Reads only.
     *
     * @param onExplained gets {@code null} while no ring is known
     */
    void explain(Key key, int budgetMillis, Consumer<@Nullable Explanation> onExplained);
}
