package io.gramme.node.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The disk. Paths are relative to the node's data directory, with {@code /} between names. What is written is durable
 * only after {@link AppendFile#force()}, and a name (created, renamed, linked or deleted) only after
 * {@link #forceDirectory(String)} of its directory. All calls may block for a disk access; an {@link IOException} is a
 * fault of the environment and says the path.
 *
 * <p>There is no write in place: files only grow, or are replaced by rename.
 */
public interface Files {
    /** Creates a file for appending. Fails if it exists. Parent directories must exist. */
    AppendFile create(String path) throws IOException;

    /** Opens a file for random reads. Fails if it is missing. It stays readable while open, even if deleted or renamed. */
    ReadFile open(String path) throws IOException;

    /**
     * Atomically gives a file another name in the same directory, replacing what has that name. Moving elsewhere is a
     * {@link #link} and a {@link #delete}, each made durable in its own directory.
     */
    void rename(String from, String to) throws IOException;

    /** Gives a file a second name (a hard link). Fails if that name exists. */
    void link(String existing, String link) throws IOException;

    void delete(String path) throws IOException;

    /**
     * Cuts a file to a length and makes the result durable (data and length); only recovery uses it, on a tail that was
     * never acknowledged. A length equal to the file's size makes a file durable that a dead process left behind.
     */
    void truncate(String path, long length) throws IOException;

    boolean exists(String path) throws IOException;

    /** Length in bytes. */
    long size(String path) throws IOException;

    /** Names inside a directory, sorted; empty when the directory is missing. */
    List<String> list(String directory) throws IOException;

    /** Creates a directory and its parents; nothing happens if it exists. Durable after its parent is forced. */
    void createDirectories(String directory) throws IOException;

    /** Makes the names inside a directory durable (fsync of the directory); the empty path is the data directory. */
    void forceDirectory(String directory) throws IOException;

    /** Takes an exclusive lock that ends with the process. Fails if another process holds it. */
    AutoCloseable lock(String path) throws IOException;

    /** Bytes still free for this node, and the size of the volume. */
    Space space() throws IOException;

    /**
     * Checks a path: names joined by {@code /}, none empty, {@code .} or {@code ..}; the empty path is the data directory.
     *
     * @throws IllegalArgumentException with the path when it is not of that form
     */
    static String requireRelative(String path) {
        if (path.isEmpty()) {
            return path;
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not a relative path: '" + path + "'");
            }
        }
        return path;
    }

    /** The directory that holds a path's last name; empty for a name in the data directory. */
    static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** A path's last name. */
    static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Usable bytes left, and the size of the volume in bytes. */
    record Space(long freeBytes, long totalBytes) {}

    /** A file that only grows. One thread at a time. */
    interface AppendFile extends AutoCloseable {
        /**
         * Sets space aside so that appends up to that length do not meet a full disk, where the file system can. The
         * file's size grows to that length at once; bytes not yet appended read as zeros, and may stay so after a crash
         * or a close. {@link #position()} does not move.
         */
        void allocate(long bytes) throws IOException;

        /** Appends all remaining bytes. After a failure the file's end is undefined: stop using it. */
        void append(ByteBuffer bytes) throws IOException;

        /** Bytes appended so far, counted from the file's start. */
        long position();

        /** Makes everything appended so far durable (fsync of data and length). A failure is final: never retry. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Random access to what a file held when opened, and to what has been appended since. Any thread. */
    interface ReadFile extends AutoCloseable {
        long size() throws IOException;

        /**
         * Fills the buffer from a position.
         *
         * @return bytes read; fewer than asked only at the end of the file, 0 beyond it
         */
        int read(long position, ByteBuffer into) throws IOException;

        /**
         * A read-only view of a range of an immutable file, mapped where the adapter can. Valid until this file is
         * closed; reading it after that is a broken invariant that the caller must prevent (reference counts).
         */
        ByteBuffer map(long position, long length) throws IOException;

        /** Closes the file and unmaps its views at once. */
        @Override
        void close() throws IOException;
    }
}
