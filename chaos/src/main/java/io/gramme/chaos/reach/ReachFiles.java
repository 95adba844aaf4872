package io.gramme.chaos.reach;

import io.gramme.node.runtime.Files;
import io.gramme.node.storage.log.SegmentFile;
import java.io.IOException;
import java.util.List;

/** A disk that counts what an engine does to its files. */
final class ReachFiles implements Files {
    private static final String LOG = "log/";
    private static final String INDEX = "index/";

    private final Files disk;
    private final Reached reached;
    private boolean starting = true;

    ReachFiles(Files disk, Reached reached) {
        this.disk = disk;
        this.reached = reached;
    }

    @Override
    public AppendFile create(String path) throws IOException {
        starting &= !path.startsWith(LOG);
        return disk.create(path);
    }

    @Override
    public ReadFile open(String path) throws IOException {
        ReadFile file = disk.open(path);
        List<Integer> segment = starting && path.startsWith(LOG)
                ? SegmentFile.segments(List.of(path.substring(LOG.length())))
                : List.of();
        boolean mayBeMoved = !segment.isEmpty()
                && reached.of(Event.SEGMENT_DELETED) > 0
                && reached.of(Event.RELOCATION_REPLAYED) == 0;
        return mayBeMoved ? new ReplayRead(file, segment.get(0), reached) : file;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
        if (to.startsWith(INDEX) && isRun(to)) {
            reached.count(Event.RUN_BUILT);
        }
    }

    private static boolean isRun(String path) {
        return path.endsWith(".run");
    }

    @Override
    public void link(String existing, String link) throws IOException {
        disk.link(existing, link);
    }

    @Override
    public void delete(String path) throws IOException {
        disk.delete(path);
        if (path.startsWith(LOG)) {
            reached.count(Event.SEGMENT_DELETED);
        } else if (path.startsWith(INDEX) && isRun(path)) {
            reached.count(Event.RUNS_MERGED);
        }
    }

    @Override
    public void truncate(String path, long length) throws IOException {
        boolean shorter = disk.size(path) > length;
        disk.truncate(path, length);
        if (path.startsWith(LOG) && shorter) {
            reached.count(Event.TORN_TAIL_CUT);
        }
    }

    @Override
    public boolean exists(String path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public long size(String path) throws IOException {
        return disk.size(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void forceDirectory(String directory) throws IOException {
        disk.forceDirectory(directory);
    }

    @Override
    public AutoCloseable lock(String path) throws IOException {
        return disk.lock(path);
    }

    @Override
    public Space space() throws IOException {
        return disk.space();
    }
}
