package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.ContextTokens;
import io.gramme.node.causality.LiveView;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingTag;
import io.gramme.node.coordinator.Achieved;
import io.gramme.ring.Key;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values, siblings and what was achieved, as headers and bodies. One for each loop: the token codec is not shared. */
final class Shown {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final ContextTokens tokens;
    /** The second that was formatted last, and its text: most values shown together were written together. */
    private long dateSecond = Long.MIN_VALUE;

    private String date = "";

    Shown(ContextTokens tokens) {
        this.tokens = tokens;
    }

    ContextTokens tokens() {
        return tokens;
    }

    /** The headers that say what a read or write reached. */
    void achieved(Exchange exchange, Achieved achieved, boolean write) {
        exchange.epoch(achieved.epoch());
        exchange.put(Headers.REPLIES, achieved.replies() + "/" + achieved.asked());
        if (write) {
            exchange.put(
                    Headers.DURABLE,
                    achieved.durable() + "; owners=" + achieved.owners() + "; hinted=" + achieved.hinted());
        }
    }

    void context(Exchange exchange, Key key, CausalContext context) {
        exchange.put(Headers.CONTEXT, tokens.encode(key, context));
    }

    /**
     * Answers with what is live of a key: one value raw or as a document (200), several as a document (300, or 200 when the
     * client accepts only the document).
     */
    void view(Exchange exchange, Key key, LiveView view, Accepted accepted) {
        exchange.put(HttpHeaders.VARY, Headers.VARY_ACCEPT);
        exchange.put(Headers.SIBLINGS, Integer.toString(view.siblings().size()));
        context(exchange, key, view.context());
        boolean document = accepted == Accepted.DOCUMENT || view.siblings().size() > 1;
        exchange.put(HttpHeaders.ETAG, etag(view, document));
        exchange.put(HttpHeaders.LAST_MODIFIED, lastModified(view));
        if (document) {
            int status = accepted == Accepted.DOCUMENT ? 200 : 300;
            exchange.json(status, Headers.SIBLINGS_JSON, document(key, view));
        } else {
            Sibling only = view.siblings().get(0);
            raw(exchange, only);
        }
    }

    /** Answers with one sibling alone; its context covers that dot and no more. */
    void sibling(Exchange exchange, Key key, LiveView view, Sibling sibling) {
        exchange.put(Headers.SIBLINGS, Integer.toString(view.siblings().size()));
        context(exchange, key, LiveView.contextOf(sibling));
        exchange.put(HttpHeaders.ETAG, '"' + SiblingTag.encode(sibling.dot()) + '"');
        exchange.put(HttpHeaders.LAST_MODIFIED, httpDate(sibling.content().lastModifiedMillis()));
        raw(exchange, sibling);
    }

    private static void raw(Exchange exchange, Sibling sibling) {
        Content content = sibling.content();
        if (!content.contentType().isEmpty()) {
            exchange.putStored(HttpHeaders.CONTENT_TYPE, content.contentType());
        }
        content.metadata().forEach((name, value) -> {
            if (HttpText.isToken(name)) {
                exchange.putStored("Gramme-Meta-" + name, value);
            }
        });
        exchange.send(200, Buffer.buffer(content.value().toByteArray()));
    }

    /** The ETag in quotes; the document's differs from the raw value's, as RFC 9110 asks. */
    static String etag(LiveView view, boolean document) {
        return '"' + view.etag() + (document ? ";j\"" : "\"");
    }

    private String lastModified(LiveView view) {
        long newest = 0;
        for (Sibling sibling : view.siblings()) {
            newest = Math.max(newest, sibling.content().lastModifiedMillis());
        }
        return httpDate(newest);
    }

    private String httpDate(long millis) {
        long second = Math.floorDiv(millis, 1_000L);
        if (second != dateSecond) {
            date = HTTP_DATE.format(Instant.ofEpochSecond(second));
            dateSecond = second;
        }
        return date;
    }

    /** The siblings document. */
    ObjectNode document(Key key, LiveView view) {
        ObjectNode json = Json.object();
        Json.putBytes(json, "bucket", key.bucket());
        Json.putBytes(json, "key", key.name());
        json.put("context", tokens.encode(key, view.context()));
        var siblings = json.putArray("siblings");
        for (Sibling sibling : view.siblings()) {
            Content content = sibling.content();
            ObjectNode one = siblings.addObject();
            one.put("tag", SiblingTag.encode(sibling.dot()));
            if (!content.contentType().isEmpty()) {
                one.put("contentType", content.contentType());
            }
            one.put(
                    "lastModified",
                    Instant.ofEpochMilli(content.lastModifiedMillis())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
            one.put("size", content.value().length());
            if (!content.metadata().isEmpty()) {
                ObjectNode metadata = one.putObject("metadata");
                content.metadata().forEach(metadata::put);
            }
            Json.putValue(one, content.contentType(), content.value().toByteArray());
        }
        return json;
    }

    /** What the client takes. */
    enum Accepted {
        /** Anything: a single value raw, several as a document with 300. */
        ANY,
        /** The siblings document only, also for one value. */
        DOCUMENT,
        /** Nothing that can be offered. */
        NONE;

        /** How the result of a write is shown: what has happened cannot be refused as not acceptable any more. */
        static Accepted afterWrite(Exchange exchange) {
            Accepted accepted = of(exchange.header(HttpHeaders.ACCEPT), "");
            return accepted == DOCUMENT ? DOCUMENT : ANY;
        }

        /** Reads an {@code Accept} header for a value of that type. */
        static Accepted of(@Nullable String accept, @Nullable String valueType) {
            if (accept == null || accept.equals("*/*") || accept.isBlank()) {
                return ANY;
            }
            if (accept.equals(Headers.SIBLINGS_JSON)) {
                return DOCUMENT;
            }
            boolean document = false;
            for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
                String type = range.split(";", -1)[0].strip();
                if (range.replace(" ", "").contains(";q=0")
                        && !range.replace(" ", "").contains(";q=0.")) {
                    continue;
                }
                document |= type.equals(Headers.SIBLINGS_JSON);
                if (type.equals("*/*") || matches(type, valueType)) {
                    return ANY;
                }
            }
            return document ? DOCUMENT : NONE;
        }

        private static boolean matches(String range, @Nullable String valueType) {
            if (valueType == null || valueType.isEmpty()) {
                return range.equals("application/octet-stream") || range.equals("application/*");
            }
            String type = valueType.toLowerCase(Locale.ROOT).split(";", -1)[0].strip();
            return range.equals(type)
                    || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
        }
    }
}
