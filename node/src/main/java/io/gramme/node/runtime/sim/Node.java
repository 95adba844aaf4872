package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.sim.Content.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What a name on the disk stands for. Each keeps two states: what a process sees, and what a power cut leaves. */
sealed interface Node {

    /** An operation that no force has made durable yet; the sequence orders the operations of the whole disk. */
    sealed interface Unsynced {
        long sequence();
    }

    /** Bytes written at an offset. */
    record Written(long sequence, long offset, Slice slice) implements Unsynced {}

    /** The length set, by an allocation (grows) or a cut (shrinks). */
    record Resized(long sequence, long length) implements Unsynced {}

    /**
     * A name set (to a node) or removed ({@code null}), and with a rename the old name that goes in the same instant.
     */
    record Named(
            long sequence,
            String name,
            @Nullable Node node,
            @Nullable String removedName) implements Unsynced {
        void applyTo(TreeMap<String, Node> entries) {
            if (removedName != null) {
                entries.remove(removedName);
            }
            if (node == null) {
                entries.remove(name);
            } else {
                entries.put(name, node);
            }
        }
    }

    /** A file, whatever its names. */
    final class Inode implements Node {
        final long id;
        final Content seen;
        final Content durable;
        final List<Unsynced> unsynced = new ArrayList<>();
        /** Names that a process sees. */
        int names;

        Inode(long id) {
            this(id, new Content());
        }

        /** A file all of whose content is durable. */
        Inode(long id, Content durable) {
            this.id = id;
            this.durable = durable;
            this.seen = durable.copy();
        }

        void write(long sequence, long offset, Slice slice) {
            seen.write(offset, slice);
            unsynced.add(new Written(sequence, offset, slice));
        }

        void resize(long sequence, long length) {
            seen.resize(length);
            unsynced.add(new Resized(sequence, length));
        }

        /** Makes some operations durable, of a time at which the file was so long. */
        void force(LongPredicate chosen, long length) {
            boolean any = unsynced.removeIf(operation -> {
                boolean forced = chosen.test(operation.sequence());
                if (forced) {
                    apply(durable, operation);
                }
                return forced;
            });
            // What an earlier failed force lost stays a hole, but the length is known from here on.
            if (any && durable.length() < length) {
                durable.resize(length);
            }
        }

        /** A failed fsync: the kernel marks the pages clean, so later forces succeed without ever writing them. */
        void loseUnsynced() {
            unsynced.clear();
        }

        static void apply(Content content, Unsynced operation) {
            if (operation instanceof Written written) {
                content.write(written.offset(), written.slice());
            } else if (operation instanceof Resized resized) {
                content.resize(resized.length());
            } else {
                throw new IllegalStateException("not an operation on content: " + operation);
            }
        }
    }

    /** A directory. */
    final class Directory implements Node {
        final TreeMap<String, Node> seen = new TreeMap<>();
        final TreeMap<String, Node> durable = new TreeMap<>();
        final List<Named> unsynced = new ArrayList<>();

        void change(Named change) {
            change.applyTo(seen);
            unsynced.add(change);
        }

        /** Makes some operations durable. */
        void force(LongPredicate chosen) {
            unsynced.removeIf(change -> {
                boolean forced = chosen.test(change.sequence());
                if (forced) {
                    change.applyTo(durable);
                }
                return forced;
            });
        }
    }
}
