package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.causality.LiveView;
import io.gramme.node.coordinator.ListRequest;
import io.gramme.node.coordinator.ListResult;
import io.gramme.node.coordinator.ListResult.Listed;
import io.gramme.node.coordinator.ListResult.Page;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.ring.Key;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/kv/{bucket}}: the keys of a bucket, a page or, as lines of JSON, all of them. In ring order, which is as
 * good as none for people. A page may be short, or empty with a cursor: its work is bounded. What could not be read makes
 * the coverage {@code partial}.
 */
final class ListRoutes {
    static final String COVERAGE = "Gramme-Coverage";

    private static final Set<String> PARAMETERS = Set.of("prefix", "limit", "cursor", "values", "r", "timeout");
    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    private final DataServices services;
    private final ListCursor cursors;

    ListRoutes(DataServices services) {
        this.services = services;
        this.cursors = new ListCursor(services.contextKeys());
    }

    /** What is asked for; {@code limit} is {@code null} where nobody named one. */
    private record Asked(
            byte[] bucket,
            byte[] prefix,
            long from,
            @Nullable Integer limit,
            boolean values,
            @Nullable Integer r,
            int budgetMillis) {}

    void list(Exchange exchange, byte[] bucket) {
        Query query = new Query(exchange.request().query(), PARAMETERS, "prefix");
        byte[] prefix = query.bytes("prefix");
        Integer limit = query.number("limit", 1, MOST);
        Integer r = query.number("r", 1, 16);
        Long timeout = query.millis("timeout", 1, HttpSettings.MAX_TIMEOUT_MILLIS);
        boolean values = query.flag("values");
        String token = query.text("cursor", null);
        Long from = token == null ? Long.valueOf(0) : cursors.decode(bucket, prefix, token);
        String type =
                Negotiation.best(exchange.header(HttpHeaders.ACCEPT), List.of(Headers.JSON.toString(), JsonLines.TYPE));
        if (query.problem() != null) {
            exchange.problem(query.problem());
        } else if (prefix.length > Key.MAX_KEY_BYTES) {
            exchange.problem(Problem.of(414, "key-too-long", "the prefix has more than 1024 bytes"));
        } else if (from == null) {
            exchange.problem(Problem.invalidParameter("cursor was not made for this bucket and prefix"));
        } else if (type == null) {
            exchange.problem(Problem.of(406, "not-acceptable", "offered: " + Headers.JSON + ", " + JsonLines.TYPE));
        } else {
            int budget = timeout == null ? services.settings().requestTimeoutMillis() : timeout.intValue();
            Asked asked = new Asked(bucket, prefix, from, limit, values, r, budget);
            exchange.put(HttpHeaders.VARY, Headers.VARY_ACCEPT);
            if (type.equals(JsonLines.TYPE) && !exchange.isHead()) {
                new Stream(exchange, asked).next(from);
            } else {
                page(exchange, asked);
            }
        }
    }

    private static ListRequest request(Exchange exchange, Asked asked, long from, int limit) {
        return new ListRequest(
                asked.bucket,
                asked.prefix,
                from,
                limit,
                asked.values,
                asked.r,
                asked.budgetMillis,
                exchange.requestId());
    }

    private void page(Exchange exchange, Asked asked) {
        int limit = asked.limit == null ? USUAL : asked.limit;
        services.coordinator().list(request(exchange, asked, asked.from, limit), exchange.safely(result -> {
            if (result instanceof RequestFailure failure) {
                exchange.epoch(failure.epoch());
                exchange.problem(Problem.of(failure));
            } else {
                answer(exchange, asked, (Page) result);
            }
        }));
    }

    private void answer(Exchange exchange, Asked asked, Page page) {
        exchange.epoch(page.epoch());
        exchange.put(COVERAGE, page.unread() == 0 ? "full" : "partial");
        ObjectNode json = Json.object();
        Json.putBytes(json, "bucket", asked.bucket);
        ArrayNode keys = json.putArray("keys");
        page.keys().forEach(listed -> keys.add(document(listed)));
        if (page.next() != null) {
            String cursor = cursors.encode(asked.bucket, asked.prefix, page.next());
            json.put("cursor", cursor);
            String query = (asked.prefix.length == 0 ? "" : "prefix=" + Escaped.segment(asked.prefix) + "&")
                    + "limit=" + (asked.limit == null ? USUAL : asked.limit)
                    + (asked.values ? "&values=true" : "") + "&cursor=" + cursor;
            exchange.put("Link", "<" + exchange.path() + "?" + query + ">; rel=\"next\"");
        }
        exchange.json(200, json);
    }

    private ObjectNode document(Listed listed) {
        LiveView view = listed.view();
        if (view == null) {
            ObjectNode json = Json.object();
            Json.putBytes(json, "key", listed.key().name());
            return json;
        }
        ObjectNode json = services.shown().document(listed.key(), view);
        json.remove(List.of("bucket", "bucketBase64"));
        json.put("etag", view.etag());
        return json;
    }

    /** All keys, page after page, while the client reads. */
    private final class Stream {
        private final Exchange exchange;
        private final Asked asked;
        private @Nullable JsonLines lines;
        private int sent;
        private int unread;

        Stream(Exchange exchange, Asked asked) {
            this.exchange = exchange;
            this.asked = asked;
        }

        void next(long from) {
            int left = asked.limit == null ? MOST : asked.limit - sent;
            int page = asked.values ? Math.min(left, USUAL) : left;
            services.coordinator()
                    .list(request(exchange, asked, from, page), exchange.safely(result -> on(from, result)));
        }

        private void on(long from, ListResult result) {
            JsonLines open = lines;
            if (result instanceof RequestFailure failure) {
                exchange.epoch(failure.epoch());
                if (open == null) {
                    exchange.problem(Problem.of(failure));
                } else {
                    ObjectNode end = end(from);
                    end.set("problem", Problem.of(failure).document("list", exchange.path(), exchange.requestId()));
                    finish(open, end);
                }
                return;
            }
            Page page = (Page) result;
            if (open == null) {
                exchange.epoch(page.epoch());
                exchange.put("Trailer", COVERAGE);
                open = new JsonLines(exchange);
                lines = open;
            }
            for (Listed listed : page.keys()) {
                open.write(document(listed));
            }
            sent += page.keys().size();
            unread += page.unread();
            Long next = page.next();
            boolean enough = asked.limit != null && sent >= asked.limit;
            if (next == null || enough) {
                finish(open, end(next));
            } else {
                open.whenTaken(() -> next(next));
            }
        }

        /** The last line: whether that was all, and where to go on if not. */
        private ObjectNode end(@Nullable Long next) {
            ObjectNode end = Json.object();
            end.put("end", next == null);
            end.put("count", sent);
            if (next != null) {
                end.put("cursor", cursors.encode(asked.bucket, asked.prefix, next));
            }
            return end;
        }

        private void finish(JsonLines open, ObjectNode end) {
            String coverage = unread == 0 && !end.has("problem") ? "full" : "partial";
            open.write(end.put("coverage", coverage));
            open.end(COVERAGE, coverage);
        }
    }
}
