package io.gramme.node.purge;

import io.gramme.node.causality.ByteSink;
import io.gramme.node.causality.ByteSource;
import io.gramme.node.causality.ContextCodec;
import io.gramme.node.causality.LedgerEntry;
import io.gramme.node.causality.LedgerEntry.Kind;
import io.gramme.node.causality.MalformedRecordException;

/**
 * A ledger entry in bytes. Canonical, versioned by its first byte.
 *
 * <pre>
 * entry = 1 | kind (0 purged, 1 trimmed) | context
 * </pre>
 */
final class LedgerCodec {
    private static final int VERSION = 1;
    private static final int PURGED = 0;
    private static final int TRIMMED = 1;

    private LedgerCodec() {}

    static byte[] encode(LedgerEntry entry) {
        ByteSink sink = new ByteSink(32);
        sink.raw(VERSION);
        sink.raw(entry.kind() == Kind.PURGED ? PURGED : TRIMMED);
        ContextCodec.write(entry.context(), sink);
        return sink.toByteArray();
    }

    /** @throws MalformedRecordException for anything but the canonical encoding */
    static LedgerEntry decode(byte[] payload) throws MalformedRecordException {
        ByteSource source = new ByteSource(payload, 0);
        int version = source.raw();
        int kind = source.raw();
        if (version != VERSION || kind > TRIMMED) {
            throw new MalformedRecordException("ledger entry of version " + version + ", kind " + kind);
        }
        LedgerEntry entry = new LedgerEntry(kind == PURGED ? Kind.PURGED : Kind.TRIMMED, ContextCodec.read(source));
        source.end();
        return entry;
    }
}
