package io.gramme.node.storage.mapdb;

import io.gramme.node.runtime.Files;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.RunRemovals;
import io.gramme.node.storage.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.mapdb.SortedTableMap;

/** Writes a run through MapDB's sorted sink into files with temporary names, and renames them when all is durable. */
final class MapDbRunWriter implements RunStore.Writer {
    private final Files files;
    private final String directory;
    private final String name;
    private final Files.AppendFile file;
    private final WriteVolume volume;
    private final KeyColumn keys;
    private final KeyFilter filter;
    private final SortedTableMap.Sink<RunKey, IndexEntry> sink;
    private final RunRemovals.Counter removals = new RunRemovals.Counter();
    private Files.@Nullable AppendFile open;

    /** @param directory with its closing slash */
    MapDbRunWriter(Files files, String directory, String name, long mostEntries) throws IOException {
        this.files = files;
        this.directory = directory;
        this.name = name;
        this.file = files.create(unfinished(RunFormat.RUN_SUFFIX));
        this.open = file;
        this.volume = new WriteVolume(file);
        this.keys = new KeyColumn(volume.firstKeys());
        this.filter = KeyFilter.empty(mostEntries);
        this.sink = SortedTableMap.create(volume, keys, new EntryColumn())
                .pageSize(RunFormat.PAGE_BYTES)
                .nodeSize(RunFormat.NODE_ENTRIES)
                .createFromSink();
    }

    @Override
    public void add(byte[] key, IndexEntry entry) throws IOException {
        filter.add(key);
        removals.add(entry);
        try {
            sink.put(new RunKey(key), entry);
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    @Override
    public long bytes() {
        return file.position();
    }

    @Override
    public void finish() throws IOException {
        keys.opening(true);
        try {
            sink.create();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        file.force();
        file.close();
        writeSide(new SideFile(volume.entries(), volume.checksums(), volume.firstKeys(), filter, removals.removals()));
        files.rename(unfinished(RunFormat.RUN_SUFFIX), directory + name + RunFormat.RUN_SUFFIX);
        files.rename(unfinished(RunFormat.SIDE_SUFFIX), directory + name + RunFormat.SIDE_SUFFIX);
        files.forceDirectory(directory.substring(0, directory.length() - 1));
    }

    private void writeSide(SideFile content) throws IOException {
        Files.AppendFile side = files.create(unfinished(RunFormat.SIDE_SUFFIX));
        open = side;
        side.append(content.encode());
        side.force();
        side.close();
        open = null;
    }

    @Override
    public void close() {
        volume.close();
        MapDbRuns.closeQuietly(open);
        open = null;
    }

    private String unfinished(String suffix) {
        return directory + name + suffix + RunFormat.UNFINISHED_SUFFIX;
    }
}
