package io.gramme.node.coordinator;

import io.gramme.node.causality.ByteSink;
import io.gramme.node.causality.ByteSource;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.ContextCodec;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.coordinator.KeyAccount.Copy;
import io.gramme.node.coordinator.KeyAccount.Version;
import io.gramme.node.storage.Space;
import java.util.ArrayList;
import java.util.List;

/** A {@link KeyAccount} on the wire. Versioned by its first byte. */
final class AccountCodec {
    private static final int VERSION = 2;
    private static final int MAX_TEXT = 1024;
    private static final int MAX_INDEX = 4095;
    private static final int SMALLEST_COPY = 14;
    private static final int SMALLEST_VERSION = 10;
    private static final int DURABLE = 1;
    private static final int LWW = 2;

    private AccountCodec() {}

    static byte[] encode(KeyAccount account) {
        ByteSink sink = new ByteSink(256);
        sink.raw(VERSION);
        sink.raw(account.purged() ? 1 : 0);
        sink.raw(account.vote().code());
        sink.varint(account.lastRepairMillis());
        sink.varint(account.unreadable().size());
        account.unreadable().forEach(text -> ForwardCodec.text(text, sink));
        sink.varint(account.copies().size());
        account.copies().forEach(copy -> write(copy, sink));
        return sink.toByteArray();
    }

    private static void write(Copy copy, ByteSink sink) {
        sink.raw(copy.space().code());
        sink.fixed64(copy.versionHash());
        sink.varint(copy.bytes());
        sink.raw((copy.durable() ? DURABLE : 0) | (copy.mode() == SiblingsMode.LWW ? LWW : 0));
        ContextCodec.write(copy.context(), sink);
        sink.varint(copy.keptFor().size());
        copy.keptFor().forEach(sink::varint);
        sink.varint(copy.versions().size());
        for (Version version : copy.versions()) {
            ContextCodec.writeDot(0, version.dot(), sink);
            sink.varint(version.hlc());
            sink.raw(version.tombstone() ? 1 : 0);
            sink.varint(version.bytes());
            ForwardCodec.text(version.contentType(), sink);
            sink.varint(version.lastModifiedMillis());
            sink.varint(version.expiryMillis());
            sink.varint(version.aliases());
        }
    }

    /** @throws MalformedRecordException for anything that {@link #encode} does not make */
    static KeyAccount decode(byte[] body) throws MalformedRecordException {
        ByteSource source = new ByteSource(body, 0);
        int version = source.raw();
        if (version != VERSION) {
            throw new MalformedRecordException("account of version " + version);
        }
        boolean purged = source.raw() == 1;
        KeyAccount.Vote vote = KeyAccount.Vote.ofCode(source.raw());
        long lastRepair = source.varint(Long.MAX_VALUE);
        List<String> unreadable = new ArrayList<>();
        for (int left = source.count(1); left > 0; left--) {
            unreadable.add(source.text(MAX_TEXT));
        }
        List<Copy> copies = new ArrayList<>();
        for (int left = source.count(SMALLEST_COPY); left > 0; left--) {
            copies.add(readCopy(source));
        }
        source.end();
        return new KeyAccount(copies, unreadable, purged, lastRepair, vote);
    }

    private static Copy readCopy(ByteSource source) throws MalformedRecordException {
        Space space = space(source.raw());
        long versionHash = source.fixed64();
        int bytes = (int) source.varint(Integer.MAX_VALUE);
        int flags = source.raw();
        CausalContext context = ContextCodec.read(source);
        List<Integer> keptFor = new ArrayList<>();
        for (int left = source.count(1); left > 0; left--) {
            keptFor.add((int) source.varint(MAX_INDEX));
        }
        List<Version> versions = new ArrayList<>();
        for (int left = source.count(SMALLEST_VERSION); left > 0; left--) {
            versions.add(readVersion(source));
        }
        SiblingsMode mode = (flags & LWW) != 0 ? SiblingsMode.LWW : SiblingsMode.KEEP;
        return new Copy(space, versionHash, bytes, (flags & DURABLE) != 0, mode, context, versions, keptFor);
    }

    private static Version readVersion(ByteSource source) throws MalformedRecordException {
        Dot dot = ContextCodec.readDot(0, source);
        long hlc = source.varint(Long.MAX_VALUE);
        boolean tombstone = source.raw() == 1;
        int bytes = (int) source.varint(Integer.MAX_VALUE);
        String type = source.text(MAX_TEXT);
        long modified = source.varint(Long.MAX_VALUE);
        long expiry = source.varint(Long.MAX_VALUE);
        return new Version(dot, hlc, tombstone, bytes, type, modified, expiry, (int) source.varint(Integer.MAX_VALUE));
    }

    private static Space space(int code) throws MalformedRecordException {
        try {
            return Space.ofCode(code);
        } catch (IllegalArgumentException unknown) {
            throw new MalformedRecordException(String.valueOf(unknown.getMessage()));
        }
    }
}
