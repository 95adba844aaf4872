package io.gramme.node.coordinator;

import io.gramme.node.causality.ByteSink;
import io.gramme.node.causality.ByteSource;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.ContentCodec;
import io.gramme.node.causality.ContextCodec;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RequestId;
import io.gramme.node.causality.ValueBytes;
import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write on its way to the node that coordinates it. Versioned by its first byte; the budget travels with the message.
 *
 * <pre>
 * request = 1 | bucket | key | flags | [context] | id(16) | w+1 | pw+1 | n tags* | request id | content
 * </pre>
 */
final class ForwardCodec {
    private static final int VERSION = 1;
    private static final int TOMBSTONE = 1;
    private static final int CONTEXT = 2;
    private static final int IF_NONE_MATCH_ANY = 4;
    private static final int REJECT_SIBLINGS = 8;
    private static final int RETURN_BODY = 16;
    private static final int FORCE = 32;
    private static final int MAX_QUORUM = 64;
    private static final int MAX_TAGS = 64;
    private static final int MAX_TAG_BYTES = 256;

    private ForwardCodec() {}

    static byte[] encode(WriteRequest request, RequestId id) {
        Content content = request.content();
        CausalContext context = request.context();
        WriteRequest.Options options = request.options();
        ByteSink sink = new ByteSink(256 + content.value().length());
        sink.raw(VERSION);
        bytes(request.key().bucket(), sink);
        bytes(request.key().name(), sink);
        sink.raw((content.tombstone() ? TOMBSTONE : 0)
                | (context != null ? CONTEXT : 0)
                | (options.ifNoneMatchAny() ? IF_NONE_MATCH_ANY : 0)
                | (options.rejectSiblings() ? REJECT_SIBLINGS : 0)
                | (options.returnBody() ? RETURN_BODY : 0)
                | (options.force() ? FORCE : 0));
        if (context != null) {
            ContextCodec.write(context, sink);
        }
        sink.fixed64(id.high());
        sink.fixed64(id.low());
        optional(options.w(), sink);
        optional(options.pw(), sink);
        sink.varint(options.ifMatch().size());
        options.ifMatch().forEach(tag -> text(tag, sink));
        text(request.requestId(), sink);
        ContentCodec.write(content, 0, sink);
        return sink.toByteArray();
    }

    /** @throws MalformedRecordException for anything that {@link #encode} does not make */
    static WriteRequest decode(byte[] body, int budgetMillis) throws MalformedRecordException {
        ByteSource source = new ByteSource(body, 0);
        int version = source.raw();
        if (version != VERSION) {
            throw new MalformedRecordException("forwarded write of version " + version + ", known: " + VERSION);
        }
        Key key = key(source);
        int flags = source.raw();
        CausalContext context = has(flags, CONTEXT) ? ContextCodec.read(source) : null;
        RequestId id = new RequestId(source.fixed64(), source.fixed64());
        Integer w = optional(source);
        Integer pw = optional(source);
        List<String> tags = new ArrayList<>();
        for (long left = source.varint(MAX_TAGS); left > 0; left--) {
            tags.add(source.text(MAX_TAG_BYTES));
        }
        String requestId = source.text(MAX_TAG_BYTES);
        Content content = ContentCodec.read(has(flags, TOMBSTONE), 0, source);
        source.end();
        WriteRequest.Options options = new WriteRequest.Options(
                w,
                pw,
                tags,
                has(flags, IF_NONE_MATCH_ANY),
                has(flags, REJECT_SIBLINGS),
                has(flags, RETURN_BODY),
                has(flags, FORCE));
        return new WriteRequest(key, content, context, id, options, budgetMillis, requestId);
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    private static Key key(ByteSource source) throws MalformedRecordException {
        ValueBytes bucket = source.slice((int) source.varint(Key.MAX_BUCKET_BYTES));
        ValueBytes name = source.slice((int) source.varint(Key.MAX_KEY_BYTES));
        if (bucket.length() == 0 || name.length() == 0) {
            throw new MalformedRecordException("empty bucket or key");
        }
        return Key.of(bucket.toByteArray(), name.toByteArray());
    }

    static void bytes(byte[] bytes, ByteSink sink) {
        sink.varint(bytes.length);
        sink.slice(bytes, 0, bytes.length);
    }

    static void text(String text, ByteSink sink) {
        bytes(text.getBytes(StandardCharsets.UTF_8), sink);
    }

    private static void optional(@Nullable Integer value, ByteSink sink) {
        sink.varint(value == null ? 0 : value + 1L);
    }

    private static @Nullable Integer optional(ByteSource source) throws MalformedRecordException {
        long value = source.varint(MAX_QUORUM);
        return value == 0 ? null : (int) value - 1;
    }
}
