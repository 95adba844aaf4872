package io.gramme.node.runtime.sim;

/** Decides which accesses to a simulated disk fail. Asked before each access. */
public interface DiskFaults {
    /** A disk that never fails. */
    DiskFaults NONE = new DiskFaults() {};

    /**
     * How many bytes of an append reach the file; fewer than asked for means that the append then fails.
     *
     * @param bytes what the append holds, 0 or more
     */
    default int bytesAppended(String path, int bytes) {
        return bytes;
    }

    /** Whether this fsync of a file fails, with the loss of all that was unsynced in it. */
    default boolean failsForce(String path) {
        return false;
    }

    /** Whether this read fails. */
    default boolean failsRead(String path, long position) {
        return false;
    }

    /** Whether creating, renaming, linking, deleting, or forcing names fails here, with nothing done. */
    default boolean failsNames(String path) {
        return false;
    }
}
