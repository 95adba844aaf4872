package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.sim.Content.Slice;
import io.gramme.node.runtime.sim.Node.Directory;
import io.gramme.node.runtime.sim.Node.Inode;
import io.gramme.node.runtime.sim.Node.Named;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory tree with its files: what a process sees and what is durable, changed one operation at a time. */
final class Disk {
    final Directory root;
    private long sequence;
    private long greatestInode;
    private long usedBytes;

    Disk(Directory root) {
        this.root = root;
        for (Inode inode : inodes().values()) {
            greatestInode = Math.max(greatestInode, inode.id);
            usedBytes += inode.seen.length();
        }
    }

    long usedBytes() {
        return usedBytes;
    }

    long nextInode() {
        return greatestInode + 1;
    }

    /** Every file that a process sees, by inode number. */
    SortedMap<Long, Inode> inodes() {
        TreeMap<Long, Inode> found = new TreeMap<>();
        gather(root, found);
        return found;
    }

    private static void gather(Directory directory, Map<Long, Inode> into) {
        for (Node node : directory.seen.values()) {
            if (node instanceof Inode inode) {
                into.put(inode.id, inode);
            } else if (node instanceof Directory child) {
                gather(child, into);
            }
        }
    }

    /** What a path stands for, or {@code null}. */
    @Nullable
    Node find(String path) {
        Node node = root;
        if (path.isEmpty()) {
            return node;
        }
        for (String name : Files.requireRelative(path).split("/", -1)) {
            Node child = node instanceof Directory directory ? directory.seen.get(name) : null;
            if (child == null) {
                return null;
            }
            node = child;
        }
        return node;
    }

    Inode file(String path) throws IOException {
        if (find(path) instanceof Inode inode) {
            return inode;
        }
        throw new NoSuchFileException(path);
    }

    private Directory parent(String path) throws IOException {
        if (find(Files.parentOf(Files.requireRelative(path))) instanceof Directory directory) {
            return directory;
        }
        throw new NoSuchFileException(path);
    }

    private Directory parentWithout(String path) throws IOException {
        Directory parent = parent(path);
        if (path.isEmpty() || parent.seen.containsKey(Files.nameOf(path))) {
            throw new FileAlreadyExistsException(path);
        }
        return parent;
    }

    Inode create(String path, long id) throws IOException {
        Directory parent = parentWithout(path);
        Inode inode = new Inode(id);
        greatestInode = Math.max(greatestInode, id);
        inode.names = 1;
        parent.change(new Named(sequence++, Files.nameOf(path), inode, null));
        return inode;
    }

    void makeDirectory(String path) throws IOException {
        parentWithout(path).change(new Named(sequence++, Files.nameOf(path), new Directory(), null));
    }

    void write(Inode inode, long offset, Slice slice) {
        long before = inode.seen.length();
        inode.write(sequence++, offset, slice);
        charge(inode, before);
    }

    void resize(Inode inode, long length) {
        long before = inode.seen.length();
        inode.resize(sequence++, length);
        charge(inode, before);
    }

    private void charge(Inode inode, long lengthBefore) {
        if (inode.names > 0) {
            usedBytes += inode.seen.length() - lengthBefore;
        }
    }

    void rename(String from, String to) throws IOException {
        Inode inode = file(from);
        if (!Files.parentOf(from).equals(Files.parentOf(to))) {
            throw new UnsupportedOperationException("rename to another directory: " + from + " to " + to);
        }
        Directory parent = parent(to);
        Node replaced = parent.seen.get(Files.nameOf(to));
        if (replaced instanceof Directory) {
            throw new FileAlreadyExistsException(to);
        }
        if (replaced == inode) {
            return; // POSIX: two names of one file stay as they are
        }
        if (replaced instanceof Inode old) {
            unname(old);
        }
        parent.change(new Named(sequence++, Files.nameOf(to), inode, Files.nameOf(from)));
    }

    void link(String existing, String link) throws IOException {
        Inode inode = file(existing);
        parentWithout(link).change(new Named(sequence++, Files.nameOf(link), inode, null));
        inode.names++;
    }

    void delete(String path) throws IOException {
        Directory parent = parent(path);
        Node node = path.isEmpty() ? null : parent.seen.get(Files.nameOf(path));
        if (node == null) {
            throw new NoSuchFileException(path);
        }
        if (node instanceof Directory directory && !directory.seen.isEmpty()) {
            throw new DirectoryNotEmptyException(path);
        }
        if (node instanceof Inode inode) {
            unname(inode);
        }
        parent.change(new Named(sequence++, Files.nameOf(path), null, null));
    }

    private void unname(Inode inode) {
        inode.names--;
        if (inode.names == 0) {
            usedBytes -= inode.seen.length();
        }
    }

    Directory directory(String path) throws IOException {
        if (find(path) instanceof Directory directory) {
            return directory;
        }
        throw new NoSuchFileException(path);
    }

    /** The number of the next operation. */
    long sequence() {
        return sequence;
    }

    /** Inverts a bit of content that is durable already, for processes and for the time after a crash. */
    void flip(Inode inode, long offset, int bit) {
        if (offset < 0 || offset >= inode.durable.length() || bit < 0 || bit > 7) {
            throw new IllegalArgumentException("no synced bit " + bit + " at offset " + offset + " of "
                    + inode.durable.length() + " durable bytes");
        }
        inode.seen.flip(offset, bit);
        inode.durable.flip(offset, bit);
    }
}
