package io.gramme.node.storage.memory;

import java.io.IOException;
import java.util.List;

/** Where a batch of changes becomes durable; called on the writer, one batch at a time. */
@FunctionalInterface
interface Commits {
    /**
     * The batch is durable on return.
     *
     * @throws IOException when it may not be: the store must stop
     */
    void commit(List<Change> batch) throws IOException;
}
