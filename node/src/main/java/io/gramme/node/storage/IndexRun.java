package io.gramme.node.storage;

import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted run of index entries on disk, opened for one thread. It stays readable while open, even if its
 * files are deleted.
 */
public interface IndexRun extends AutoCloseable {
    /** The name under which it was built, without directory. */
    String name();

    /** Entries, removals among them; 0 when the run cannot be read. */
    long entries();

    /** Bytes of its files. */
    long bytes();

    /** The removals among its entries; none when the run cannot be read, or was written before they were counted. */
    RunRemovals removals();

    /** Looks a key up; damage of a page that may hold it is {@link IndexLookup.Damaged}. */
    IndexLookup get(byte[] key);

    /** Walks the entries, removals among them, from a bound (inclusive) to a bound (exclusive; {@code null}: the end). */
    IndexCursor scan(byte[] from, byte @Nullable [] to);

    /** Number of pages that {@link #verify} takes. */
    int pages();

    /** Reads one page from the disk and compares its checksum; {@code null} when it is sound. */
    @Nullable
    IndexDamage verify(int page);

    /** Unmaps the files at once. Reading afterwards is a broken invariant. */
    @Override
    void close();
}
