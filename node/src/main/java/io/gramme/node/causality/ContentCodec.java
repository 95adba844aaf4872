package io.gramme.node.causality;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A version's content in bytes. Common types are one byte; the modification time is written as its distance to the stamp.
 */
public final class ContentCodec {
    private static final int TYPE_IN_FULL = 0;
    private static final int MOST_TYPE_BYTES = 255;
    private static final int MOST_TEXT_BYTES = 1 << 16;

    /** Codes 1.. in this order; frozen, new ones only at the end. */
    private static final List<String> COMMON_TYPES = List.of(
            "",
            "application/octet-stream",
            "application/json",
            "text/plain",
            "text/plain; charset=utf-8",
            "text/plain;charset=UTF-8",
            "application/json; charset=utf-8",
            "application/x-www-form-urlencoded");

    private ContentCodec() {}

    public static void write(Content content, long hlc, ByteSink sink) {
        long distance = content.lastModifiedMillis() - HybridClock.millis(hlc);
        sink.varint(distance >= 0 ? distance << 1 : (-distance << 1) - 1);
        if (content.tombstone()) {
            return;
        }
        sink.varint(content.expiryMillis());
        int code = COMMON_TYPES.indexOf(content.contentType()) + 1;
        sink.varint(code);
        if (code == TYPE_IN_FULL) {
            writeText(content.contentType(), sink);
        }
        sink.varint(content.metadata().size());
        for (Map.Entry<String, String> entry : content.metadata().entrySet()) {
            writeText(entry.getKey(), sink);
            writeText(entry.getValue(), sink);
        }
        ValueBytes value = content.value();
        sink.varint(value.length());
        sink.slice(value.array(), value.offset(), value.length());
    }

    public static Content read(boolean tombstone, long hlc, ByteSource source) throws MalformedRecordException {
        long folded = source.varint(1L << 49);
        long distance = (folded & 1) == 0 ? folded >>> 1 : -((folded + 1) >>> 1);
        long modified = HybridClock.millis(hlc) + distance;
        if (modified < 0) {
            throw new MalformedRecordException("modified at " + modified + " ms");
        }
        if (tombstone) {
            return Content.deletion(modified);
        }
        long expiry = source.varint(Long.MAX_VALUE);
        String type = readType(source);
        SortedMap<String, String> metadata = readMetadata(source);
        ValueBytes value = source.slice((int) source.varint(source.remaining()));
        return new Content(false, value, type, metadata, modified, expiry);
    }

    private static String readType(ByteSource source) throws MalformedRecordException {
        int code = (int) source.varint(COMMON_TYPES.size());
        if (code != TYPE_IN_FULL) {
            return COMMON_TYPES.get(code - 1);
        }
        String type = source.text(MOST_TYPE_BYTES);
        if (COMMON_TYPES.contains(type)) {
            throw new MalformedRecordException("content type '" + type + "' has a code and is written in full");
        }
        return type;
    }

    private static SortedMap<String, String> readMetadata(ByteSource source) throws MalformedRecordException {
        int count = source.count(2);
        if (count == 0) {
            return Content.NO_METADATA;
        }
        TreeMap<String, String> metadata = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = source.text(MOST_TEXT_BYTES);
            if (!metadata.isEmpty() && metadata.lastKey().compareTo(name) >= 0) {
                throw new MalformedRecordException("metadata name '" + name + "' out of order");
            }
            metadata.put(name, source.text(MOST_TEXT_BYTES));
        }
        return java.util.Collections.unmodifiableSortedMap(metadata);
    }

    private static void writeText(String text, ByteSink sink) {
        ValueBytes bytes = ValueBytes.of(text);
        sink.varint(bytes.length());
        sink.slice(bytes.array(), 0, bytes.length());
    }
}
