package io.gramme.node.storage;

/** What the index says about a key. */
public sealed interface IndexLookup {
    /** The key exists; the entry says where. */
    record Hit(IndexEntry entry) implements IndexLookup {}

    /** The key was removed; the entry is its removal. */
    record Removed(IndexEntry entry) implements IndexLookup {}

    /** The index holds nothing for the key. */
    record Missing() implements IndexLookup {
        public static final Missing MISSING = new Missing();
    }

    /** A part of the index that may hold the key's newest entry cannot be read. Never a miss. */
    record Damaged(IndexDamage damage) implements IndexLookup {}

    /** {@link Hit} or {@link Removed}, as the entry says. */
    static IndexLookup of(IndexEntry entry) {
        return entry.removed() ? new Removed(entry) : new Hit(entry);
    }
}
