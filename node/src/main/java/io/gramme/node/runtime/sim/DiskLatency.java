package io.gramme.node.runtime.sim;

/** Told of each access to a simulated disk before it happens, so that the simulator can make it take time. */
public interface DiskLatency {
    /** A disk that takes no time. */
    DiskLatency NONE = new DiskLatency() {
        @Override
        public void onAccess(Access access, String path, long bytes) {
            // It takes none.
        }

        @Override
        public long nowNanos() {
            return 0;
        }

        @Override
        public long doneNanos() {
            return 0;
        }

        @Override
        public long turn() {
            return 0;
        }
    };

    /**
     * @param bytes read or appended; 0 for a force and for names
     */
    void onAccess(Access access, String path, long bytes);

    /** The time it is for everybody but whoever waits for an access now. */
    long nowNanos();

    /** When the running access will be done. */
    long doneNanos();

    /** Which event runs: what it does after it waited for a force happens after that. */
    long turn();

    /** What is done to the disk. */
    enum Access {
        READ,
        APPEND,
        FORCE,
        NAMES
    }
}
