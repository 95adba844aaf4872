package io.gramme.node.storage.engine;

import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Files;
import io.gramme.node.storage.log.LogPosition;
import io.gramme.node.storage.log.SegmentFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Takes one snapshot: seals the log, then gives every sealed segment and every run of the manifest a second name, one
 * file a step. Only files that never change again are linked. The list with the checksums comes last: without it there
 * is no snapshot. On the background executor.
 */
final class Snapshot {
    /** Where snapshots lie in the data directory. */
    static final String DIRECTORY = "snapshots";

    private final EngineContext context;
    private final Files files;
    private final String directory;
    private final Engine.SnapshotListener listener;
    private final Manifest manifest;
    private final ArrayDeque<String> left = new ArrayDeque<>();
    private final List<SnapshotFile> taken = new ArrayList<>();

    Snapshot(EngineContext context, String name, Engine.SnapshotListener listener) {
        this.context = context;
        this.files = context.ports().files();
        this.directory = DIRECTORY + "/" + name;
        this.listener = listener;
        // Of before the seal: everything it names lies in segments that are sealed when files are linked.
        this.manifest = context.manifest().current();
    }

    void start() {
        context.hold();
        context.writer().seal(() -> context.background().execute(this::begin));
    }

    private void begin() {
        try {
            if (files.exists(directory)) {
                throw new IOException(directory + " exists already");
            }
            files.createDirectories(directory + "/" + SegmentFile.DIRECTORY);
            for (SegmentCatalog.Segment segment :
                    context.segments().sealedBefore(LogPosition.of(Integer.MAX_VALUE, 0))) {
                left.add(SegmentFile.path(segment.number));
            }
            for (GroupState group : manifest.groups()) {
                addRuns(group);
            }
            new DurableCell(files, directory, Manifest.NAME).write(manifest.encode());
            taken.add(read(Manifest.NAME));
            step();
        } catch (IOException fault) {
            failed(fault);
        }
    }

    private void addRuns(GroupState group) throws IOException {
        String from = Groups.directory(group.group());
        files.createDirectories(directory + "/" + from);
        for (String name : files.list(from)) {
            int dot = name.indexOf('.');
            if (dot > 0 && group.runs().contains(name.substring(0, dot))) {
                left.add(from + "/" + name);
            }
        }
    }

    private void step() {
        String path = left.poll();
        if (context.isHalted()) {
            return;
        }
        try {
            if (path == null) {
                finish();
                return;
            }
            files.link(path, directory + "/" + path);
            SnapshotFile file = read(path);
            taken.add(file);
            listener.onFile(taken.size(), taken.size() + left.size());
            context.later(file.bytes(), this::step);
        } catch (IOException fault) {
            failed(fault);
        }
    }

    private SnapshotFile read(String path) throws IOException {
        return SnapshotFile.read(files, directory + "/" + path, path, block -> {});
    }

    private void finish() throws IOException {
        TreeSet<String> directories = new TreeSet<>();
        for (SnapshotFile file : taken) {
            for (String at = Files.parentOf(directory + "/" + file.path()); !at.isEmpty(); at = Files.parentOf(at)) {
                directories.add(at);
            }
        }
        for (String each : directories) {
            files.forceDirectory(each);
        }
        files.forceDirectory("");
        SnapshotFile.writeList(files, directory, taken);
        context.unhold();
        listener.onTaken(directory);
    }

    /** What lies in the snapshots' directory; what cannot be read is listed as incomplete. */
    static List<Engine.SnapshotSummary> list(Files files) {
        List<Engine.SnapshotSummary> all = new ArrayList<>();
        List<String> names;
        try {
            names = files.exists(DIRECTORY) ? files.list(DIRECTORY) : List.of();
        } catch (IOException none) {
            return all;
        }
        for (String name : names) {
            String directory = DIRECTORY + "/" + name;
            try {
                List<SnapshotFile> list = SnapshotFile.readList(files, directory);
                long bytes = list.stream().mapToLong(SnapshotFile::bytes).sum();
                all.add(new Engine.SnapshotSummary(name, directory, true, list.size(), bytes));
            } catch (IOException incomplete) {
                all.add(new Engine.SnapshotSummary(name, directory, false, 0, 0));
            }
        }
        return all;
    }

    private void failed(IOException fault) {
        context.unhold();
        listener.onFailed(fault);
    }
}
