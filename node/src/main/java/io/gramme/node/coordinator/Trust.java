package io.gramme.node.coordinator;

/** How far this node may speak for the partitions it owns. Asked on the shard's loop, on each read. */
public interface Trust {
    /** Whether what it holds is a vote. */
    boolean maySpeak(int partition);

    /** Whether it may say that a key is not there. */
    boolean mayDeny(int partition);

    /** It may speak for all. */
    Trust FULL = new Trust() {
        @Override
        public boolean maySpeak(int partition) {
            return true;
        }

        @Override
        public boolean mayDeny(int partition) {
            return true;
        }
    };
}
