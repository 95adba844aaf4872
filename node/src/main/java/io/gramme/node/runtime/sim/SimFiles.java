package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.sim.DiskLatency.Access;
import io.gramme.node.runtime.sim.Node.Directory;
import io.gramme.node.runtime.sim.Node.Inode;
import io.gramme.node.runtime.sim.Node.Unsynced;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that knows exactly what a crash keeps: content after its force, names after the force of their
 * directory, and of the rest what a {@link Crash} says (the crash states that Pillai et al., OSDI 2014, found real file
 * systems to reach). One instance is one process's view; {@link #crash} ends it and gives the next process its disk.
 *
 * <p>Content is kept in slices that all images share: a crash costs no copy of bytes. With {@link #recording()} every
 * operation is also kept, and {@link #atPrefix} gives the disk as it was after any number of them; without it, only what
 * is unsynced is remembered. What is not modelled throws (renames across directories or of directories). One thread.
 */
public final class SimFiles implements Files {
    private final Disk disk;
    private final @Nullable Directory base;
    private final List<Operation> history = new ArrayList<>();
    private final Set<String> locks = new TreeSet<>();
    private DiskFaults faults = DiskFaults.NONE;
    private DiskLatency latency = DiskLatency.NONE;
    private long capacityBytes = Long.MAX_VALUE;
    private boolean ended;
    /** Forces that are under way, in the order in which they began: their time is not over yet. */
    private final List<Forcing> forcing = new ArrayList<>();

    /** A force, and the operations of its event behind it: they come when it is done. */
    private static final class Forcing {
        private final long turn;
        private final long doneNanos;
        private final long from;
        private final Runnable effect;
        private long until = Long.MAX_VALUE;

        Forcing(long turn, long doneNanos, long from, Runnable effect) {
            this.turn = turn;
            this.doneNanos = doneNanos;
            this.from = from;
            this.effect = effect;
        }

        boolean isBefore(long operation) {
            return operation >= from && operation < until;
        }
    }

    private SimFiles(Directory root, boolean recording) {
        this.disk = new Disk(root);
        this.base = recording ? CrashImage.of(root, Crash.syncedOnly(), operation -> true) : null;
    }

    /** An empty disk that remembers only what is unsynced: for long runs. */
    public static SimFiles empty() {
        return new SimFiles(new Directory(), false);
    }

    /** An empty disk that remembers every operation: for tests that crash after each of them. */
    public static SimFiles recording() {
        return new SimFiles(new Directory(), true);
    }

    /** The disk that the next process finds after a crash now. This instance and its open files throw from now on. */
    public SimFiles crash(Crash crash) {
        SimFiles next = image(crash);
        ended = true;
        return next;
    }

    /** The disk that a crash now would leave, while this one goes on: a cloned disk, or one to restore later. */
    public SimFiles image(Crash crash) {
        requireRunning();
        settle();
        SimFiles next = new SimFiles(CrashImage.of(disk.root, crash, this::hasHappened), base != null);
        next.capacityBytes = capacityBytes;
        return next;
    }

    /** The disk as this process saw it after the first so many recorded operations, with the same things unsynced. */
    public SimFiles atPrefix(int operations) {
        if (base == null) {
            throw new IllegalStateException("this disk does not record: use SimFiles.recording()");
        }
        SimFiles replayed = new SimFiles(CrashImage.of(base, Crash.syncedOnly(), operation -> true), true);
        Replay replay = new Replay(replayed.disk);
        try {
            for (Operation operation : history.subList(0, operations)) {
                replay.apply(operation);
                replayed.history.add(operation);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("a recorded operation fails on replay", impossible);
        }
        return replayed;
    }

    /** The operations since this disk was made, oldest first; empty unless it records. A view. */
    public List<Operation> history() {
        return Collections.unmodifiableList(history);
    }

    /** How many operations a crash could lose now. */
    public int unsyncedCount() {
        settle();
        return CrashImage.unsynced(disk.root).size();
    }

    /** The unsynced operations, one line each, in the order they were made. */
    public List<String> unsynced() {
        settle();
        List<String> lines = new ArrayList<>();
        for (Unsynced operation : CrashImage.unsynced(disk.root)) {
            lines.add(operation.toString());
        }
        return lines;
    }

    /** From now on these faults strike; a crash heals the disk. */
    public void inject(DiskFaults newFaults) {
        faults = newFaults;
    }

    /** From now on this is told of each access. */
    public void slowDown(DiskLatency newLatency) {
        latency = newLatency;
    }

    /** Sets the size of the volume in bytes; appends beyond it write what fits and fail. */
    public void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** Inverts a bit of synced content, as if the disk had rotted. */
    public void flipBit(String path, long offset, int bit) throws IOException {
        settle();
        Inode inode = disk.file(path);
        disk.flip(inode, offset, bit);
        record(new Operation.FlipBit(inode.id, offset, bit));
    }

    @Override
    public AppendFile create(String path) throws IOException {
        changeName(path);
        long id = disk.nextInode();
        Inode inode = disk.create(path, id);
        record(new Operation.Create(path, id));
        return new SimAppendFile(this, path, inode);
    }

    @Override
    public ReadFile open(String path) throws IOException {
        requireRunning();
        return new SimReadFile(this, path, disk.file(path));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        changeName(to);
        disk.rename(from, to);
        record(new Operation.Rename(from, to));
    }

    @Override
    public void link(String existing, String link) throws IOException {
        changeName(link);
        disk.link(existing, link);
        record(new Operation.Link(existing, link));
    }

    @Override
    public void delete(String path) throws IOException {
        changeName(path);
        disk.delete(path);
        record(new Operation.Delete(path));
    }

    @Override
    public void truncate(String path, long length) throws IOException {
        changeName(path);
        Inode inode = disk.file(path);
        if (length < 0 || length > inode.seen.length()) {
            throw new IOException(path + ": cannot cut " + inode.seen.length() + " bytes to " + length);
        }
        resize(inode, length);
        force(path, inode);
    }

    @Override
    public boolean exists(String path) {
        requireRunning();
        return disk.find(path) != null;
    }

    @Override
    public long size(String path) throws IOException {
        requireRunning();
        return disk.file(path).seen.length();
    }

    @Override
    public List<String> list(String directory) {
        requireRunning();
        return disk.find(directory) instanceof Directory found ? List.copyOf(found.seen.keySet()) : List.of();
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        changeName(directory);
        String made = "";
        for (String name : Files.requireRelative(directory).split("/", -1)) {
            made = made.isEmpty() ? name : made + "/" + name;
            if (!(disk.find(made) instanceof Directory)) {
                disk.makeDirectory(made);
                record(new Operation.MakeDirectory(made));
            }
        }
    }

    @Override
    public void forceDirectory(String directory) throws IOException {
        changeName(directory);
        Node.Directory forced = disk.directory(directory);
        long before = disk.sequence();
        takesUntilNow(before, () -> forced.force(operation -> operation < before && hasHappened(operation)));
        record(new Operation.ForceDirectory(directory));
    }

    @Override
    public AutoCloseable lock(String path) throws IOException {
        requireRunning();
        if (disk.find(path) == null) {
            create(path).close();
        }
        if (!locks.add(path)) {
            throw new IOException(path + ": locked by another process");
        }
        return () -> locks.remove(path);
    }

    @Override
    public Space space() {
        requireRunning();
        return new Space(Math.max(0, capacityBytes - disk.usedBytes()), capacityBytes);
    }

    private void changeName(String path) throws IOException {
        beforeOperation();
        latency.onAccess(Access.NAMES, path, 0);
        if (faults.failsNames(path)) {
            throw new IOException(path + ": injected fault on names");
        }
    }

    /** Appends at an offset; on a full disk or a fault, as much as the disk takes, and then fails. */
    void append(String path, Inode inode, long offset, byte[] bytes) throws IOException {
        beforeOperation();
        latency.onAccess(Access.APPEND, path, bytes.length);
        int taken = faults.bytesAppended(path, bytes.length);
        boolean full = false;
        long free = space().freeBytes();
        long growth = offset + taken - inode.seen.length();
        if (growth > free) {
            taken = (int) Math.max(0, taken - (growth - free));
            full = true;
        }
        byte[] written = taken == bytes.length ? bytes : Arrays.copyOf(bytes, taken);
        if (taken > 0) {
            disk.write(inode, offset, Content.Slice.of(written));
            record(new Operation.Append(inode.id, offset, written));
        }
        if (taken < bytes.length) {
            throw new IOException(path + (full ? ": no space left on device" : ": injected short write"));
        }
    }

    void allocate(String path, Inode inode, long length) throws IOException {
        beforeOperation();
        latency.onAccess(Access.APPEND, path, Math.max(0, length - inode.seen.length()));
        if (length - inode.seen.length() > space().freeBytes()) {
            throw new IOException(path + ": no space left on device");
        }
        if (length > inode.seen.length()) {
            resize(inode, length);
        }
    }

    private void resize(Inode inode, long length) {
        disk.resize(inode, length);
        record(new Operation.Resize(inode.id, length));
    }

    void force(String path, Inode inode) throws IOException {
        beforeOperation();
        latency.onAccess(Access.FORCE, path, 0);
        if (faults.failsForce(path)) {
            settle(Long.MAX_VALUE);
            inode.loseUnsynced();
            record(new Operation.ForceFailed(inode.id));
            throw new IOException(path + ": injected fsync error");
        }
        long before = disk.sequence();
        long length = inode.seen.length();
        takesUntilNow(before, () -> inode.force(operation -> operation < before && hasHappened(operation), length));
        record(new Operation.Force(inode.id));
    }

    /** What was forced is durable when the time that it takes is over: until then a crash may lose it. */
    private void takesUntilNow(long operation, Runnable effect) {
        settle();
        forcing.add(new Forcing(latency.turn(), latency.doneNanos(), operation, effect));
    }

    /** Whether an operation has been made by now, and not only by an event that still waits for a force. */
    private boolean hasHappened(long operation) {
        return forcing.stream().noneMatch(one -> one.isBefore(operation));
    }

    /** Another event begins its operations: they wait for nobody's force but their own. */
    private void beforeOperation() {
        requireRunning();
        for (Forcing one : forcing) {
            if (one.until == Long.MAX_VALUE && one.turn != latency.turn()) {
                one.until = disk.sequence();
            }
        }
    }

    /** Forces whose time is over have had their effect. */
    private void settle() {
        settle(latency.nowNanos());
    }

    private void settle(long now) {
        for (Iterator<Forcing> each = forcing.iterator(); each.hasNext(); ) {
            Forcing one = each.next();
            if (one.doneNanos <= now) {
                one.effect.run();
                each.remove();
            }
        }
    }

    void beforeRead(String path, long position, long bytes) throws IOException {
        requireRunning();
        latency.onAccess(Access.READ, path, bytes);
        if (faults.failsRead(path, position)) {
            throw new IOException(path + ": injected read error at " + position);
        }
    }

    private void record(Operation operation) {
        if (base != null) {
            history.add(operation);
        }
    }

    void requireRunning() {
        if (ended) {
            throw new IllegalStateException("this process has crashed: its files are gone");
        }
    }
}
