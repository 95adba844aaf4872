package io.gramme.node.runtime.sim;

/**
 * One recorded operation on a simulated disk. Files are named by inode number, since a name may move. The order in which
 * they were recorded is the order in which a process saw them happen.
 */
public sealed interface Operation {

    /** A file came to be, under an inode number that was never used before. */
    record Create(String path, long inode) implements Operation {}

    /** Bytes were appended at an offset. The array is never written to again. */
    record Append(long inode, long offset, byte[] bytes) implements Operation {
        @Override
        public String toString() {
            return "Append[inode=" + inode + ", offset=" + offset + ", bytes=" + bytes.length + "]";
        }
    }

    /** The file grew by an allocation, or was cut. */
    record Resize(long inode, long length) implements Operation {}

    /** fsync of a file succeeded. */
    record Force(long inode) implements Operation {}

    /** fsync of a file failed: what was unsynced is lost. */
    record ForceFailed(long inode) implements Operation {}

    /** A file took another name in its directory. */
    record Rename(String from, String to) implements Operation {}

    /** A file got a second name. */
    record Link(String existing, String link) implements Operation {}

    /** A name was removed. */
    record Delete(String path) implements Operation {}

    /** One directory was made (its parent exists). */
    record MakeDirectory(String path) implements Operation {}

    /** fsync of a directory. */
    record ForceDirectory(String path) implements Operation {}

    /** A bit of synced content rotted. */
    record FlipBit(long inode, long offset, int bit) implements Operation {}
}
