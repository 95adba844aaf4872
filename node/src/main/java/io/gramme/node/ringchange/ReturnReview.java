package io.gramme.node.ringchange;

import java.util.function.Consumer;

/** What has to be gone through before data that may be old counts again: purges went on without it. On the shard's loop. */
public interface ReturnReview {
    /** Nothing was ever purged. */
    ReturnReview NONE = new ReturnReview() {
        @Override
        public boolean holdsBack(int partition) {
            return false;
        }

        @Override
        public void start(int partition, Consumer<Boolean> onEnd) {
            onEnd.accept(true);
        }
    };

    /** Whether nothing of a partition may be given to others now. */
    boolean holdsBack(int partition);

    /**
     * Takes out of a partition's retired records what the other owners have purged.
     *
     * @param onEnd called once, possibly within this call: whether all of it is done, else it has to be begun anew
     */
    void start(int partition, Consumer<Boolean> onEnd);
}
