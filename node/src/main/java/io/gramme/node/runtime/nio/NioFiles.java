package io.gramme.node.runtime.nio;

import io.gramme.node.runtime.Files;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files below one directory of a real disk (POSIX semantics: Linux and macOS). Safe for several threads; none of them
 * may be interrupted.
 *
 * <p>Directories are forced by opening them for reading and calling fsync, which Java allows on POSIX systems.
 */
public final class NioFiles implements Files {
    private final Path root;

    /**
     * @param root the data directory; made, with its parents, if it is missing
     */
    public NioFiles(Path root) throws IOException {
        this.root = java.nio.file.Files.createDirectories(root).toRealPath();
    }

    @Override
    public AppendFile create(String path) throws IOException {
        return new NioAppendFile(
                path, FileChannel.open(at(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public ReadFile open(String path) throws IOException {
        return new NioReadFile(path, FileChannel.open(at(path), StandardOpenOption.READ));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        if (!Files.parentOf(from).equals(Files.parentOf(to))) {
            throw new UnsupportedOperationException("rename to another directory: " + from + " to " + to);
        }
        java.nio.file.Files.move(at(from), at(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void link(String existing, String link) throws IOException {
        java.nio.file.Files.createLink(at(link), at(existing));
    }

    @Override
    public void delete(String path) throws IOException {
        java.nio.file.Files.delete(at(path));
    }

    @Override
    public void truncate(String path, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(at(path), StandardOpenOption.WRITE)) {
            if (length < 0 || length > channel.size()) {
                throw new IOException("cannot cut " + channel.size() + " bytes to " + length);
            }
            channel.truncate(length);
            channel.force(true);
        } catch (NoSuchFileException missing) {
            throw missing;
        } catch (IOException fault) {
            throw naming(path, fault);
        }
    }

    @Override
    public boolean exists(String path) {
        return java.nio.file.Files.exists(at(path));
    }

    @Override
    public long size(String path) throws IOException {
        return java.nio.file.Files.size(at(path));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        try (Stream<Path> entries = java.nio.file.Files.list(at(directory))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return List.of();
        } catch (UncheckedIOException fault) {
            throw new IOException(directory + ": " + fault.getMessage(), fault);
        }
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        java.nio.file.Files.createDirectories(at(directory));
    }

    @Override
    public void forceDirectory(String directory) throws IOException {
        try (FileChannel channel = FileChannel.open(at(directory), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException missing) {
            throw missing;
        } catch (IOException fault) {
            throw naming(directory, fault);
        }
    }

    @Override
    public AutoCloseable lock(String path) throws IOException {
        FileChannel channel = FileChannel.open(at(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldHere) {
            lock = null;
        } catch (IOException fault) {
            channel.close();
            throw naming(path, fault);
        }
        if (lock == null) {
            channel.close();
            throw new IOException(path + ": locked by another process");
        }
        return channel;
    }

    @Override
    public Space space() throws IOException {
        FileStore store = java.nio.file.Files.getFileStore(root);
        return new Space(store.getUsableSpace(), store.getTotalSpace());
    }

    private Path at(String path) {
        return root.resolve(Files.requireRelative(path));
    }

    /** The same fault with the path in its message. */
    static IOException naming(String path, IOException fault) {
        return new IOException(path + ": " + fault.getMessage(), fault);
    }
}
