package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.sim.Content.Slice;
import io.gramme.node.runtime.sim.Node.Directory;
import io.gramme.node.runtime.sim.Node.Inode;
import io.gramme.node.runtime.sim.Node.Named;
import io.gramme.node.runtime.sim.Node.Resized;
import io.gramme.node.runtime.sim.Node.Unsynced;
import io.gramme.node.runtime.sim.Node.Written;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** Builds the directory tree that is found after a crash. The old tree is left as it was. */
final class CrashImage {
    /** Decides what becomes of unsynced operations; asked about files and names in sorted order of their paths. */
    private interface Survival {
        boolean keeps(Named change);

        Content contentOf(Inode inode);
    }

    private final Survival survival;
    private final LongPredicate happened;
    private final IdentityHashMap<Inode, Inode> inodes = new IdentityHashMap<>();

    private CrashImage(Survival survival, LongPredicate happened) {
        this.survival = survival;
        this.happened = happened;
    }

    /** @param happened whether an unsynced operation has been made by now */
    static Directory of(Directory root, Crash crash, LongPredicate happened) {
        return new CrashImage(survivalOf(root, crash, happened), happened).directory(root);
    }

    /** The unsynced operations of everything that has or had a name, in the order they were made. */
    static List<Unsynced> unsynced(Directory root) {
        List<Unsynced> all = new ArrayList<>();
        collect(root, all, Collections.newSetFromMap(new IdentityHashMap<>()));
        all.sort(Comparator.comparingLong(Unsynced::sequence));
        return all;
    }

    private static void collect(Node node, List<Unsynced> into, Set<Node> met) {
        if (!met.add(node)) {
            return;
        }
        if (node instanceof Inode inode) {
            into.addAll(inode.unsynced);
        } else if (node instanceof Directory directory) {
            into.addAll(directory.unsynced);
            directory.durable.values().forEach(child -> collect(child, into, met));
            directory.seen.values().forEach(child -> collect(child, into, met));
        }
    }

    private static Survival survivalOf(Directory root, Crash crash, LongPredicate happened) {
        if (crash instanceof Crash.SyncedOnly) {
            return new Before(Long.MIN_VALUE, 0, happened);
        }
        if (crash instanceof Crash.Everything) {
            return new Before(Long.MAX_VALUE, 0, happened);
        }
        if (crash instanceof Crash.Prefix prefix) {
            List<Unsynced> all = unsynced(root);
            boolean whole = prefix.operations() >= all.size();
            long cut = whole ? Long.MAX_VALUE : all.get(prefix.operations()).sequence();
            return new Before(cut, prefix.tornBytes(), happened);
        }
        return new ByCoin((Crash.Arbitrary) crash, happened);
    }

    private Directory directory(Directory old) {
        TreeMap<String, Node> entries = new TreeMap<>(old.durable);
        for (Named change : old.unsynced) {
            if (happened.test(change.sequence()) && survival.keeps(change)) {
                change.applyTo(entries);
            }
        }
        Directory image = new Directory();
        entries.forEach((name, node) -> {
            Node copy;
            if (node instanceof Directory child) {
                copy = directory(child);
            } else {
                copy = inode((Inode) node);
            }
            image.seen.put(name, copy);
            image.durable.put(name, copy);
        });
        return image;
    }

    private Inode inode(Inode old) {
        Inode copy = inodes.get(old);
        if (copy == null) {
            copy = new Inode(old.id, survival.contentOf(old));
            inodes.put(old, copy);
        }
        copy.names++;
        return copy;
    }

    private static List<Unsynced> made(Inode inode, LongPredicate happened) {
        return inode.unsynced.stream()
                .filter(operation -> happened.test(operation.sequence()))
                .toList();
    }

    /** Operations before one sequence number stay, with the first bytes of that one. */
    private record Before(long cut, int tornBytes, LongPredicate happened) implements Survival {
        @Override
        public boolean keeps(Named change) {
            return change.sequence() < cut;
        }

        @Override
        public Content contentOf(Inode inode) {
            Content content = inode.durable.copy();
            for (Unsynced operation : made(inode, happened)) {
                if (operation.sequence() < cut) {
                    Inode.apply(content, operation);
                } else if (operation.sequence() == cut && operation instanceof Written written) {
                    int kept = Math.min(tornBytes, written.slice().length());
                    content.write(written.offset(), written.slice().part(0, kept));
                }
            }
            return content;
        }
    }

    /** Every page and every name stays or goes for itself. */
    private record ByCoin(Crash.Arbitrary crash, LongPredicate happened) implements Survival {
        @Override
        public boolean keeps(Named change) {
            return coin();
        }

        private boolean coin() {
            return crash.randomness().nextDouble() < crash.keep();
        }

        @Override
        public Content contentOf(Inode inode) {
            Content content = inode.durable.copy();
            long shortest = content.length();
            long longest = content.length();
            List<Unsynced> made = made(inode, happened);
            for (Unsynced operation : made) {
                if (operation instanceof Written written) {
                    longest =
                            Math.max(longest, written.offset() + written.slice().length());
                    writeSomePages(content, written);
                } else if (operation instanceof Resized resized) {
                    longest = Math.max(longest, resized.length());
                    if (resized.length() >= content.length() || coin()) {
                        shortest = Math.min(shortest, resized.length());
                        content.resize(resized.length());
                    }
                }
            }
            if (!made.isEmpty()) {
                content.resize(someLength(shortest, content.length(), longest));
            }
            return content;
        }

        private void writeSomePages(Content content, Written written) {
            int length = written.slice().length();
            int start = 0;
            while (start < length) {
                long offset = written.offset() + start;
                int count = (int) Math.min(length - start, crash.pageBytes() - offset % crash.pageBytes());
                if (coin()) {
                    Slice page = written.slice().part(start, count);
                    content.write(offset, page);
                }
                start += count;
            }
        }

        /** A third each: the end of what was written, the longest there was, any byte between the shortest and the longest. */
        private long someLength(long shortest, long written, long longest) {
            int choice = crash.randomness().nextInt(3);
            if (choice == 0) {
                return written;
            }
            return choice == 1
                    ? longest
                    : shortest + (long) (crash.randomness().nextDouble() * (longest - shortest + 1));
        }
    }
}
