package io.gramme.node.storage.memory;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.Storage.Absent;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.Found;
import io.gramme.node.storage.Storage.ReadOutcome;
import io.gramme.ring.Key;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** A cursor that looks up the next key at each step, so that it lives with any change in between. */
final class MapCursor implements Cursor {
    private final NavigableMap<byte[], Entry> records;
    private final byte[] end;
    private byte[] from;
    private Map.@Nullable Entry<byte[], Entry> current;

    /** From a position (inclusive) to an end (exclusive). */
    MapCursor(NavigableMap<byte[], Entry> records, byte[] from, byte[] end) {
        this.records = records;
        this.from = from;
        this.end = end;
    }

    @Override
    public boolean next() {
        current = records.ceilingEntry(from);
        if (current == null || IndexKey.compare(current.getKey(), end) >= 0) {
            current = null;
            from = end;
            return false;
        }
        from = IndexKey.after(current.getKey());
        return true;
    }

    @Override
    public Key key() {
        return IndexKey.key(at().getKey());
    }

    @Override
    public Header header() {
        return at().getValue().header();
    }

    @Override
    public int payloadBytes() {
        return at().getValue().payload().length;
    }

    @Override
    public ReadOutcome read() {
        Entry entry = records.get(at().getKey());
        return entry == null ? Absent.ABSENT : new Found(entry);
    }

    @Override
    public void close() {
        current = null;
        from = end;
    }

    private Map.Entry<byte[], Entry> at() {
        Map.Entry<byte[], Entry> entry = current;
        if (entry == null) {
            throw new Invariants.BrokenInvariant("the cursor stands on no key");
        }
        return entry;
    }
}
