package io.gramme.node.handoff;

import io.gramme.node.causality.ByteSink;
import io.gramme.node.causality.ByteSource;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.StoredRecord;

/**
 * A hint as it lies in the store: its terms, then the record in {@link RecordCodec}'s stored form, marker included.
 * Canonical, versioned by its first byte.
 *
 * <pre>
 * hint  = 1 | created needed | nodes of owners | nodes that acknowledged | stored record, to the end
 * nodes = n [first (gap - 1)*]
 * </pre>
 *
 * @param stored the record's stored form; nobody writes to it
 */
record HintRecord(HintTerms terms, byte[] stored) {
    private static final int VERSION = 1;

    byte[] encode() {
        ByteSink sink = new ByteSink(HintTerms.MAX_BYTES + stored.length);
        sink.raw(VERSION);
        terms.write(sink);
        sink.slice(stored, 0, stored.length);
        return sink.toByteArray();
    }

    /** @throws MalformedRecordException for anything but the canonical encoding; the record is checked by {@link #record} */
    static HintRecord decode(byte[] payload) throws MalformedRecordException {
        ByteSource source = begin(payload);
        HintTerms terms = HintTerms.read(source);
        return new HintRecord(terms, source.slice(source.remaining()).toByteArray());
    }

    /** The terms alone: what a scan needs of a hint. */
    static HintTerms termsOf(byte[] payload) throws MalformedRecordException {
        return HintTerms.read(begin(payload));
    }

    private static ByteSource begin(byte[] payload) throws MalformedRecordException {
        ByteSource source = new ByteSource(payload, 0);
        int version = source.raw();
        if (version != VERSION) {
            throw new MalformedRecordException("hint of version " + version);
        }
        return source;
    }

    StoredRecord record() throws MalformedRecordException {
        return RecordCodec.decodeStored(stored);
    }

    HintRecord with(HintTerms newTerms) {
        return new HintRecord(newTerms, stored);
    }
}
