package io.gramme.node.purge;

import io.gramme.node.transport.AntiEntropyMessage.Keyed;
import java.util.List;

/** Where records are put aside that may have been purged: nothing reads them again but people. On the shard's loop. */
@FunctionalInterface
public interface Quarantine {
    /**
     * Puts records of a partition aside.
     *
     * @param onDurable called on this loop once they are fsynced; never if that fails, which stops the node
     */
    void keep(int partition, List<Keyed> records, Runnable onDurable);
}
