package io.gramme.node.storage.engine;

import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Files;
import java.io.IOException;
import java.util.TreeSet;

/**
 * Makes a data directory out of a snapshot, checking every byte against the snapshot's list. Records keep their bytes:
 * the directory is marked as restored, and the node that opens it ignores ownership markers, raises its generation and
 * serves no partition before a round with its other owners ({@link Engine#wasRestored}).
 */
public final class Restore {
    /** Present from the restore until the node has acted on it. */
    static final String MARK = "RESTORED";

    private static final byte UNFINISHED = 0;
    private static final byte FINISHED = 1;

    private Restore() {}

    /**
     * Copies a snapshot into an empty data directory. Blocks for the disk. After a failure the target is not a data
     * directory: delete it.
     *
     * @param directory of the snapshot, relative to {@code from}
     * @throws IOException when the snapshot is incomplete, a file of it does not match its checksum, or the target is not
     *     empty
     */
    public static void copy(Files from, String directory, Files to) throws IOException {
        if (!to.list("").isEmpty()) {
            throw new IOException("the directory to restore into is not empty");
        }
        DurableCell mark = new DurableCell(to, "", MARK);
        mark.write(new byte[] {UNFINISHED});
        TreeSet<String> directories = new TreeSet<>();
        for (SnapshotFile file : SnapshotFile.readList(from, directory)) {
            String parent = Files.parentOf(file.path());
            if (!parent.isEmpty()) {
                to.createDirectories(parent);
                directories.add(parent);
                directories.add(Files.parentOf(parent));
            }
            copy(from, directory, to, file);
        }
        for (String each : directories) {
            to.forceDirectory(each);
        }
        to.forceDirectory("");
        mark.write(new byte[] {FINISHED});
    }

    /**
     * Whether a directory was restored and no node has acted on it yet.
     *
     * @throws IOException when its restore did not finish
     */
    static boolean isRestored(Files files) throws IOException {
        byte[] mark = new DurableCell(files, "", MARK).read().orElse(new byte[0]);
        if (mark.length > 0 && mark[0] == UNFINISHED) {
            throw new IOException("the restore of this directory did not finish; delete it and restore again");
        }
        if (files.exists(SnapshotFile.LIST)) {
            throw new IOException("this directory is a snapshot; restore it into an empty one");
        }
        return mark.length > 0;
    }

    private static void copy(Files from, String directory, Files to, SnapshotFile file) throws IOException {
        try (Files.AppendFile target = to.create(file.path())) {
            SnapshotFile found = SnapshotFile.read(from, directory + "/" + file.path(), file.path(), target::append);
            if (!found.equals(file)) {
                throw new IOException(directory + "/" + file.path() + ": does not match the snapshot's checksum");
            }
            target.force();
        }
    }
}
