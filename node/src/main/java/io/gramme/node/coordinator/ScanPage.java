package io.gramme.node.coordinator;

import io.gramme.node.causality.ByteSink;
import io.gramme.node.causality.ByteSource;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.ValueBytes;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * What one owner holds of a bucket in a stretch of a partition, in ring order: by unsigned hash. Everything from where the
 * scan began up to {@link #next} was looked at; keys of one hash are never parted.
 *
 * @param entries in ring order, deletions too
 * @param next first hash that was not looked at; meaningless when complete
 * @param complete the end of the partition was reached
 * @param hole more keys had one hash than a page takes: some were left out
 */
record ScanPage(List<Entry> entries, long next, boolean complete, boolean hole) {
    private static final int VERSION = 1;
    private static final int COMPLETE = 1;
    private static final int HOLE = 2;
    private static final int SMALLEST_ENTRY = 12;

    ScanPage {
        entries = List.copyOf(entries);
    }

    /**
     * A key.
     *
     * @param versionHash by which replicas compare records
     * @param tombstone whether no version holds a value
     * @param expiryMillis earliest expiry among its versions, 0 for none
     */
    record Entry(Key key, long versionHash, boolean tombstone, long expiryMillis) {}

    byte[] encode() {
        ByteSink sink = new ByteSink(64 + entries.size() * 32);
        sink.raw(VERSION);
        sink.raw((complete ? COMPLETE : 0) | (hole ? HOLE : 0));
        sink.fixed64(next);
        sink.varint(entries.size());
        for (Entry entry : entries) {
            ForwardCodec.bytes(entry.key.name(), sink);
            sink.fixed64(entry.versionHash);
            sink.raw(entry.tombstone ? 1 : 0);
            sink.varint(entry.expiryMillis);
        }
        return sink.toByteArray();
    }

    /**
     * @param bucket which does not travel with each key
     * @throws MalformedRecordException for anything that {@link #encode} does not make
     */
    static ScanPage decode(byte[] body, byte[] bucket) throws MalformedRecordException {
        ByteSource source = new ByteSource(body, 0);
        int version = source.raw();
        int flags = source.raw();
        if (version != VERSION || flags > (COMPLETE | HOLE)) {
            throw new MalformedRecordException("scan page of version " + version + ", flags " + flags);
        }
        long next = source.fixed64();
        List<Entry> entries = new ArrayList<>();
        for (int left = source.count(SMALLEST_ENTRY - 1); left > 0; left--) {
            ValueBytes name = source.slice((int) source.varint(Key.MAX_KEY_BYTES));
            if (name.length() == 0) {
                throw new MalformedRecordException("empty key");
            }
            long versionHash = source.fixed64();
            boolean tombstone = source.raw() == 1;
            Key key = Key.of(bucket, name.toByteArray());
            entries.add(new Entry(key, versionHash, tombstone, source.varint(Long.MAX_VALUE)));
        }
        source.end();
        return new ScanPage(entries, next, (flags & COMPLETE) != 0, (flags & HOLE) != 0);
    }
}
