package io.gramme.node.storage.mapdb;

import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.IndexCursor;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexLookup;
import io.gramme.node.storage.IndexRun;
import io.gramme.node.storage.RunRemovals;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mapdb.SortedTableMap;

/** A run that can be read: the filter first, then MapDB's table over checked pages. One thread's. */
final class MapDbRun implements IndexRun {
    private final String name;
    private final Files.ReadFile pagesFile;
    private final Files.ReadFile sideFile;
    private final SideFile side;
    private final ReadVolume volume;
    private final SortedTableMap<RunKey, IndexEntry> table;
    private final RunKey wanted = new RunKey();
    private final long bytes;
    private boolean closed;

    MapDbRun(String name, Files.ReadFile pagesFile, Files.ReadFile sideFile, SideFile side) throws IOException {
        this.name = name;
        this.pagesFile = pagesFile;
        this.sideFile = sideFile;
        this.side = side;
        this.bytes = pagesFile.size() + sideFile.size();
        this.volume = new ReadVolume(name, pagesFile, side);
        KeyColumn keys = new KeyColumn(side.firstKeys());
        keys.opening(true);
        this.table = SortedTableMap.open(volume, keys, new EntryColumn());
        keys.opening(false);
        volume.opened();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long entries() {
        return side.entries();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public RunRemovals removals() {
        return side.removals();
    }

    @Override
    public IndexLookup get(byte[] key) {
        Invariants.check(!closed, "run %s is closed", name);
        if (!side.filter().mayContain(key)) {
            return IndexLookup.Missing.MISSING;
        }
        wanted.pointTo(key);
        try {
            IndexEntry entry = table.get(wanted);
            return entry == null ? IndexLookup.Missing.MISSING : IndexLookup.of(entry);
        } catch (PageDamaged found) {
            return new IndexLookup.Damaged(found.damage());
        }
    }

    @Override
    public IndexCursor scan(byte[] from, byte @Nullable [] to) {
        Invariants.check(!closed, "run %s is closed", name);
        return new Cursor(from, to);
    }

    @Override
    public int pages() {
        return side.pages();
    }

    @Override
    public @Nullable IndexDamage verify(int page) {
        return volume.verify(page);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            volume.close();
            MapDbRuns.closeQuietly(pagesFile);
            MapDbRuns.closeQuietly(sideFile);
        }
    }

    private final class Cursor implements IndexCursor {
        private final RunKey from;
        private final @Nullable RunKey to;
        private @Nullable Iterator<Map.Entry<RunKey, IndexEntry>> entries;
        private Map.@Nullable Entry<RunKey, IndexEntry> current;
        private @Nullable IndexDamage damage;

        Cursor(byte[] from, byte @Nullable [] to) {
            this.from = new RunKey(from);
            this.to = to == null ? null : new RunKey(to);
        }

        @Override
        public Step next() {
            Invariants.check(!closed, "run %s is closed", name);
            if (damage != null) {
                return Step.DAMAGED;
            }
            try {
                if (entries == null) {
                    entries = table.entryIterator(from, true, to, false);
                }
                if (!entries.hasNext()) {
                    return Step.END;
                }
                current = entries.next();
                return Step.ENTRY;
            } catch (PageDamaged found) {
                damage = found.damage();
                return Step.DAMAGED;
            }
        }

        @Override
        public byte[] key() {
            return Invariants.present(current, "the cursor is at no entry")
                    .getKey()
                    .array();
        }

        @Override
        public IndexEntry entry() {
            return Invariants.present(current, "the cursor is at no entry").getValue();
        }

        @Override
        public IndexDamage damage() {
            return Invariants.present(damage, "the cursor met no damage");
        }

        @Override
        public void close() {
            entries = null;
        }
    }
}
