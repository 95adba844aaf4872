package io.gramme.node.storage.mapdb;

import io.gramme.node.runtime.Files;
import io.gramme.node.storage.IndexRun;
import io.gramme.node.storage.RunStore;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The runs of one directory. Holds nothing open; any thread. */
public final class MapDbRuns implements RunStore {
    private final Files files;
    private final String directory;

    /** @param directory that exists, relative to the node's data directory */
    public MapDbRuns(Files files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    @Override
    public List<String> list() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (String file : files.list(directory)) {
            int dot = file.indexOf('.');
            if (dot > 0) {
                names.add(file.substring(0, dot));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public IndexRun open(String name) {
        Files.ReadFile pages = null;
        Files.ReadFile side = null;
        try {
            side = files.open(path(name, RunFormat.SIDE_SUFFIX));
            SideFile content = SideFile.decode(side.map(0, side.size()));
            pages = files.open(path(name, RunFormat.RUN_SUFFIX));
            String trouble =
                    content == null ? "the side file does not match its checksum" : troubleWith(pages, content);
            if (content != null && trouble == null) {
                return new MapDbRun(name, pages, side, content);
            }
            closeQuietly(pages);
            closeQuietly(side);
            return new UnreadableRun(name, String.valueOf(trouble));
        } catch (IOException | InternalError failed) {
            closeQuietly(pages);
            closeQuietly(side);
            return new UnreadableRun(name, String.valueOf(failed.getMessage()));
        }
    }

    @Override
    public Writer create(String name, long mostEntries) throws IOException {
        return new MapDbRunWriter(files, directory + "/", name, mostEntries);
    }

    @Override
    public void delete(String name) throws IOException {
        for (String suffix : List.of(RunFormat.RUN_SUFFIX, RunFormat.SIDE_SUFFIX)) {
            for (String path : List.of(path(name, suffix), path(name, suffix + RunFormat.UNFINISHED_SUFFIX))) {
                if (files.exists(path)) {
                    files.delete(path);
                }
            }
        }
    }

    private String path(String name, String suffix) {
        return directory + "/" + name + suffix;
    }

    private static @Nullable String troubleWith(Files.ReadFile pages, SideFile side) throws IOException {
        long expected = (long) side.pages() << RunFormat.PAGE_SHIFT;
        return pages.size() == expected ? null : pages.size() + " bytes instead of " + expected;
    }

    /** Nothing is lost when closing a file that was only read, or that is given up, fails. */
    static void closeQuietly(@Nullable AutoCloseable file) {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (Exception ignored) {
            // see above
        }
    }
}
