package io.gramme.node.coordinator;

import io.gramme.node.causality.ByteSink;
import io.gramme.node.causality.ByteSource;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.ContentCodec;
import io.gramme.node.causality.ContextCodec;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.LiveView;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.Sibling;
import io.gramme.node.coordinator.RequestFailure.FailedNode;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.ring.Epoch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of a forwarded write on its way back. Versioned by its first byte. */
final class ForwardedCodec {
    private static final int VERSION = 1;
    private static final int WRITTEN = 0;
    private static final int WRITTEN_WITH_BODY = 1;
    private static final int FAILED = 2;
    private static final int MAX_TEXT = 1024;
    private static final int MAX_COUNT = 4096;
    private static final int SMALLEST_SIBLING = 6;

    private ForwardedCodec() {}

    static byte[] encode(WriteResult result) {
        ByteSink sink = new ByteSink(256);
        sink.raw(VERSION);
        if (result instanceof WriteResult.Written written) {
            write(written, sink);
        } else if (result instanceof RequestFailure failure) {
            write(failure, sink);
        }
        return sink.toByteArray();
    }

    private static void write(WriteResult.Written written, ByteSink sink) {
        LiveView view = written.view();
        sink.raw(view == null ? WRITTEN : WRITTEN_WITH_BODY);
        ContextCodec.writeDot(0, written.dot(), sink);
        ContextCodec.write(written.context(), sink);
        ForwardCodec.text(written.etag(), sink);
        Achieved achieved = written.achieved();
        sink.varint(achieved.replies());
        sink.varint(achieved.asked());
        sink.varint(achieved.owners());
        sink.varint(achieved.durable());
        sink.varint(achieved.hinted());
        epoch(achieved.epoch(), sink);
        if (view != null) {
            sink.varint(view.siblings().size());
            for (Sibling sibling : view.siblings()) {
                ContextCodec.writeDot(0, sibling.dot(), sink);
                sink.varint(sibling.hlc());
                ContentCodec.write(sibling.content(), sibling.hlc(), sink);
            }
        }
    }

    private static void write(RequestFailure failure, ByteSink sink) {
        sink.raw(FAILED);
        ForwardCodec.text(failure.reason().name(), sink);
        sink.varint(failure.needed());
        sink.varint(failure.got());
        sink.varint(failure.failed().size());
        for (FailedNode node : failure.failed()) {
            ForwardCodec.text(node.node(), sink);
            ForwardCodec.text(node.reason(), sink);
        }
        ForwardCodec.text(failure.outcome().name(), sink);
        ForwardCodec.text(failure.detail(), sink);
        CausalContext context = failure.context();
        sink.raw(context == null ? 0 : 1);
        if (context != null) {
            ContextCodec.write(context, sink);
        }
        ForwardCodec.text(failure.etag() == null ? "" : failure.etag(), sink);
        sink.varint(failure.retryAfterMillis());
        epoch(failure.epoch(), sink);
    }

    private static void epoch(Epoch epoch, ByteSink sink) {
        sink.varint(epoch.packed());
    }

    /** @throws MalformedRecordException for anything that {@link #encode} does not make */
    static WriteResult decode(byte[] body) throws MalformedRecordException {
        ByteSource source = new ByteSource(body, 0);
        int version = source.raw();
        int kind = source.raw();
        if (version != VERSION || kind > FAILED) {
            throw new MalformedRecordException("result of version " + version + " and kind " + kind);
        }
        WriteResult result = kind == FAILED ? readFailure(source) : readWritten(kind == WRITTEN_WITH_BODY, source);
        source.end();
        return result;
    }

    private static WriteResult.Written readWritten(boolean withBody, ByteSource source)
            throws MalformedRecordException {
        Dot dot = ContextCodec.readDot(0, source);
        CausalContext context = ContextCodec.read(source);
        String etag = source.text(MAX_TEXT);
        int[] counts = new int[5];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (int) source.varint(MAX_COUNT);
        }
        Achieved achieved = new Achieved(counts[0], counts[1], counts[2], counts[3], counts[4], epoch(source));
        LiveView view = withBody ? new LiveView(readSiblings(source), context) : null;
        return new WriteResult.Written(dot, context, etag, view, achieved);
    }

    /** What a reader is shown of a sibling: the request that made it and its other names stay at home. */
    private static List<Sibling> readSiblings(ByteSource source) throws MalformedRecordException {
        List<Sibling> siblings = new ArrayList<>();
        for (int left = source.count(SMALLEST_SIBLING); left > 0; left--) {
            Dot dot = ContextCodec.readDot(0, source);
            long hlc = source.varint(Long.MAX_VALUE);
            siblings.add(new Sibling(dot, hlc, ContentCodec.read(false, hlc, source), null, List.of()));
        }
        return siblings;
    }

    private static RequestFailure readFailure(ByteSource source) throws MalformedRecordException {
        Reason reason = constant(Reason.class, source);
        int needed = (int) source.varint(MAX_COUNT);
        int got = (int) source.varint(MAX_COUNT);
        List<FailedNode> failed = new ArrayList<>();
        for (int left = source.count(2); left > 0; left--) {
            failed.add(new FailedNode(source.text(MAX_TEXT), source.text(MAX_TEXT)));
        }
        Outcome outcome = constant(Outcome.class, source);
        String detail = source.text(MAX_TEXT);
        CausalContext context = source.raw() == 0 ? null : ContextCodec.read(source);
        String etag = source.text(MAX_TEXT);
        int retry = (int) source.varint(Integer.MAX_VALUE);
        return new RequestFailure(
                reason, needed, got, failed, outcome, detail, context, emptyAsNull(etag), retry, epoch(source));
    }

    /** Constants travel by name: they are part of the API anyway. */
    private static <E extends Enum<E>> E constant(Class<E> type, ByteSource source) throws MalformedRecordException {
        String name = source.text(MAX_TEXT);
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException unknown) {
            throw new MalformedRecordException(type.getSimpleName() + " '" + name + "'");
        }
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Epoch epoch(ByteSource source) throws MalformedRecordException {
        try {
            return Epoch.unpack(source.varint(Long.MAX_VALUE));
        } catch (IllegalArgumentException noEpoch) {
            throw new MalformedRecordException(String.valueOf(noEpoch.getMessage()));
        }
    }
}
