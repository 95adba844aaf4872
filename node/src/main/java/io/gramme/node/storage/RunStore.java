package io.gramme.node.storage;

import java.io.IOException;
import java.util.List;

/** Where a group's runs live: one directory. Calls may come from any thread, one at a time per run. */
public interface RunStore {
    /** Names of all runs that have a file here, complete or not, sorted. */
    List<String> list() throws IOException;

    /**
     * Opens a run for one thread. A run that is missing or damaged as a whole is returned too: every question to it is
     * answered with the damage.
     */
    IndexRun open(String name);

    /** Begins a run. Fails if the name is in use. */
    Writer create(String name, long mostEntries) throws IOException;

    /** Deletes a run's files, whatever there is of them. Durable only after the directory is next forced. */
    void delete(String name) throws IOException;

    /** Builds one run. One thread at a time. */
    interface Writer extends AutoCloseable {
        /** Adds an entry; keys come in strictly ascending order. */
        void add(byte[] key, IndexEntry entry) throws IOException;

        /** Bytes written so far. */
        long bytes();

        /** Makes the run complete and durable under its name: fsync, rename, fsync of the directory. */
        void finish() throws IOException;

        /** Gives up what is unfinished; leftovers are deleted when the group is next opened. */
        @Override
        void close();
    }
}
