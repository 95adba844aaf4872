package io.gramme.node.purge;

/**
 * The newest stamp of anything that purges took away from a partition and that the ledger has forgotten: what a restored
 * disk brings and is not newer may be something purged. It only ever rises. On the loop that it was made for.
 */
public interface PurgeFence {
    /** Purges leave nothing to fence. */
    PurgeFence NONE = new PurgeFence() {
        @Override
        public long newest(int partition) {
            return 0;
        }

        @Override
        public void raise(int partition, long hlc, Runnable onDurable) {
            onDurable.run();
        }
    };

    /** That stamp, 0 while nothing was forgotten. */
    long newest(int partition);

    /**
     * Raises it, before the ledger forgets.
     *
     * @param onDurable called on this loop once it is fsynced
     */
    void raise(int partition, long hlc, Runnable onDurable);
}
