package io.gramme.node.runtime.sim;

/** Told of each access to a simulated disk before it happens, so that the simulator can make it take time. */
@FunctionalInterface
public interface DiskLatency {
    /** A disk that takes no time. */
    DiskLatency NONE = (access, path, bytes) -> {};

    /**
     * @param bytes read or appended; 0 for a force and for names
     */
    void onAccess(Access access, String path, long bytes);

    /** What is done to the disk. */
    enum Access {
        READ,
        APPEND,
        FORCE,
        NAMES
    }
}
