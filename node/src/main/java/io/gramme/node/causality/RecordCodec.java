package io.gramme.node.causality;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records in bytes: our own format, canonical (one encoding per record, and nothing else decodes), versioned by its first
 * byte. The wire form is the record; the stored form has the node's marker before it. Decoding keeps values as slices of
 * the array that was given.
 *
 * <pre>
 * stored = 0 | record            without a marker
 *          1 actor(8) run | record
 * record = 1 mode | context | n sibling* | n retired*
 * sibling = flags | dot | stamp below the context's | [request(16) hash(8)] | [n alias*] | content
 * retired = request(16) hash(8) | stamp | dot
 * </pre>
 */
public final class RecordCodec {
    private static final int VERSION = 1;
    private static final int TOMBSTONE = 1;
    private static final int REQUEST = 2;
    private static final int ALIASES = 4;
    private static final int SMALLEST_SIBLING = 6;
    private static final int SMALLEST_RETIRED = 29;

    private RecordCodec() {}

    /** The wire form: without any marker. */
    public static byte[] encode(KeyRecord record) {
        ByteSink sink = new ByteSink((int) Math.min(sizeBound(record), 1 << 24));
        write(record, sink);
        return sink.toByteArray();
    }

    /** The stored form. */
    public static byte[] encodeStored(StoredRecord stored) {
        ByteSink sink = new ByteSink((int) Math.min(sizeBound(stored.record()) + 20, 1 << 24));
        Marker marker = stored.marker();
        sink.raw(marker == null ? 0 : 1);
        if (marker != null) {
            sink.fixed64(marker.actor());
            sink.varint(marker.run());
        }
        write(stored.record(), sink);
        return sink.toByteArray();
    }

    /** @throws MalformedRecordException for anything but the canonical encoding of a record */
    public static KeyRecord decode(byte[] wire) throws MalformedRecordException {
        return read(new ByteSource(wire, 0));
    }

    /** As {@link #decode(byte[])} for a part of an array, which the values go on sharing. */
    public static KeyRecord decode(byte[] array, int offset, int length) throws MalformedRecordException {
        ValueBytes part = ValueBytes.of(array, offset, length);
        return read(new ByteSource(array, offset, offset + part.length()));
    }

    /** @throws MalformedRecordException for anything but the canonical encoding of a stored record */
    public static StoredRecord decodeStored(byte[] payload) throws MalformedRecordException {
        ByteSource source = new ByteSource(payload, 0);
        Marker marker = readMarker(source);
        return new StoredRecord(marker, read(source));
    }

    /** The wire form inside a stored payload, not copied: what may be sent as it is. */
    public static ValueBytes wireOf(byte[] payload) throws MalformedRecordException {
        ByteSource source = new ByteSource(payload, 0);
        readMarker(source);
        return source.slice(source.remaining());
    }

    private static @Nullable Marker readMarker(ByteSource source) throws MalformedRecordException {
        int marked = source.raw();
        if (marked > 1) {
            throw new MalformedRecordException("marker prefix " + marked);
        }
        return marked == 0 ? null : new Marker(source.fixed64(), source.varint(Long.MAX_VALUE));
    }

    /** An upper bound of the encoded length in bytes, cheap. */
    public static long sizeBound(KeyRecord record) {
        long bound = 32 + 28L * record.context().size() + 64L * record.retired().size();
        for (Sibling sibling : record.siblings()) {
            bound += 24L * sibling.aliases().size() + sizeBound(sibling.content());
        }
        return bound;
    }

    /** An upper bound of the length in bytes that a sibling with this content adds to a record, cheap. */
    public static long sizeBound(Content content) {
        long bound = 96 + content.value().length() + 3L * content.contentType().length();
        for (var entry : content.metadata().entrySet()) {
            bound += 8 + 3L * (entry.getKey().length() + entry.getValue().length());
        }
        return bound;
    }

    private static void write(KeyRecord record, ByteSink sink) {
        sink.raw(VERSION);
        sink.raw(record.mode() == SiblingsMode.LWW ? 1 : 0);
        ContextCodec.write(record.context(), sink);
        sink.varint(record.siblings().size());
        long before = 0;
        for (Sibling sibling : record.siblings()) {
            writeSibling(sibling, before, record.hlc(), sink);
            before = sibling.dot().actor();
        }
        sink.varint(record.retired().size());
        for (RetiredRequest retired : record.retired()) {
            writeRequest(retired.request(), sink);
            sink.varint(retired.hlc());
            ContextCodec.writeDot(0, retired.dot(), sink);
        }
    }

    private static void writeSibling(Sibling sibling, long before, long newest, ByteSink sink) {
        RequestTag request = sibling.request();
        sink.raw((sibling.content().tombstone() ? TOMBSTONE : 0)
                | (request != null ? REQUEST : 0)
                | (sibling.aliases().isEmpty() ? 0 : ALIASES));
        ContextCodec.writeDot(before, sibling.dot(), sink);
        sink.varint(newest - sibling.hlc());
        if (request != null) {
            writeRequest(request, sink);
        }
        if (!sibling.aliases().isEmpty()) {
            sink.varint(sibling.aliases().size());
            long previous = sibling.dot().actor();
            for (Dot alias : sibling.aliases()) {
                ContextCodec.writeDot(previous, alias, sink);
                previous = alias.actor();
            }
        }
        ContentCodec.write(sibling.content(), sibling.hlc(), sink);
    }

    private static void writeRequest(RequestTag request, ByteSink sink) {
        sink.fixed64(request.id().high());
        sink.fixed64(request.id().low());
        sink.fixed64(request.valueHash());
    }

    private static RequestTag readRequest(ByteSource source) throws MalformedRecordException {
        return new RequestTag(new RequestId(source.fixed64(), source.fixed64()), source.fixed64());
    }

    private static KeyRecord read(ByteSource source) throws MalformedRecordException {
        int version = source.raw();
        if (version != VERSION) {
            throw new MalformedRecordException("record version " + version + ", known: " + VERSION);
        }
        int mode = source.raw();
        if (mode > 1) {
            throw new MalformedRecordException("record mode " + mode);
        }
        CausalContext context = ContextCodec.read(source);
        List<Sibling> siblings = readSiblings(context, source);
        List<RetiredRequest> retired = readRetired(source);
        source.end();
        if (mode == 1 && siblings.size() > 1) {
            throw new MalformedRecordException(siblings.size() + " siblings in a last-writer-wins record");
        }
        return new KeyRecord(context, siblings, mode == 1 ? SiblingsMode.LWW : SiblingsMode.KEEP, retired);
    }

    private static List<Sibling> readSiblings(CausalContext context, ByteSource source)
            throws MalformedRecordException {
        int count = source.count(SMALLEST_SIBLING);
        if (count == 1) {
            return List.of(readSibling(0, context, source));
        }
        List<Sibling> siblings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Sibling before = i == 0 ? null : siblings.get(i - 1);
            Sibling sibling = readSibling(before == null ? 0 : before.dot().actor(), context, source);
            if (before != null && before.dot().compareTo(sibling.dot()) >= 0) {
                throw new MalformedRecordException("sibling " + sibling.dot() + " out of order");
            }
            siblings.add(sibling);
        }
        return siblings;
    }

    private static Sibling readSibling(long before, CausalContext context, ByteSource source)
            throws MalformedRecordException {
        int flags = source.raw();
        if (flags > (TOMBSTONE | REQUEST | ALIASES) || (flags & (REQUEST | ALIASES)) == ALIASES) {
            throw new MalformedRecordException("sibling flags " + flags);
        }
        Dot dot = ContextCodec.readDot(before, source);
        long hlc = context.hlc() - source.varint(context.hlc());
        RequestTag request = (flags & REQUEST) == 0 ? null : readRequest(source);
        List<Dot> aliases = (flags & ALIASES) == 0 ? List.of() : readAliases(dot, context, source);
        if (!context.covers(dot)) {
            throw new MalformedRecordException("sibling " + dot + " outside of the record's context");
        }
        return new Sibling(dot, hlc, ContentCodec.read((flags & TOMBSTONE) != 0, hlc, source), request, aliases);
    }

    private static List<Dot> readAliases(Dot dot, CausalContext context, ByteSource source)
            throws MalformedRecordException {
        int count = source.count(4);
        if (count == 0) {
            throw new MalformedRecordException("empty list of aliases");
        }
        List<Dot> aliases = new ArrayList<>(count);
        Dot before = dot;
        for (int i = 0; i < count; i++) {
            Dot alias = ContextCodec.readDot(before.actor(), source);
            if (before.compareTo(alias) >= 0 || !context.covers(alias)) {
                throw new MalformedRecordException("alias " + alias + " out of order or outside of the context");
            }
            aliases.add(alias);
            before = alias;
        }
        return aliases;
    }

    private static List<RetiredRequest> readRetired(ByteSource source) throws MalformedRecordException {
        int count = Math.min(source.count(SMALLEST_RETIRED), KeyRecord.MAX_RETIRED + 1);
        if (count > KeyRecord.MAX_RETIRED) {
            throw new MalformedRecordException("more than " + KeyRecord.MAX_RETIRED + " retired requests");
        }
        List<RetiredRequest> retired = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            RequestTag request = readRequest(source);
            long hlc = source.varint(Long.MAX_VALUE);
            RetiredRequest next = new RetiredRequest(request, hlc, ContextCodec.readDot(0, source));
            if (i > 0 && RetiredRequest.newestFirst(retired.get(i - 1), next) >= 0) {
                throw new MalformedRecordException("retired request " + request.id() + " out of order");
            }
            retired.add(next);
        }
        return retired;
    }
}
