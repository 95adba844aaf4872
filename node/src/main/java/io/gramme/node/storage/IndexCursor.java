package io.gramme.node.storage;

/** A forward walk over index entries in key order. Not safe for several threads; must be closed. */
public interface IndexCursor extends AutoCloseable {
    /** What {@link #next()} came to. */
    enum Step {
        /** An entry; {@link #key()} and {@link #entry()} are valid until the next call. */
        ENTRY,
        /** Nothing is left. */
        END,
        /** The next entries cannot be read; {@link #damage()} says why. The cursor stays where it is. */
        DAMAGED
    }

    /** Moves to the next entry. After {@code END} or {@code DAMAGED} it keeps answering the same. */
    Step next();

    /** The current key; not to be written to. */
    byte[] key();

    IndexEntry entry();

    /** What stopped the cursor; only after {@code DAMAGED}. */
    IndexDamage damage();

    @Override
    void close();
}
