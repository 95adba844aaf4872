package io.gramme.node.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Requests that no honest client sends, each whole: a head that ends, and as much body as it promises. So each can be
 * answered at once, and a node that stays silent has a fault.
 */
final class MalformedRequests {
    private static final String[] METHODS = {
        "GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "get", "G\u00c9T", "BREW", "A".repeat(300)
    };
    private static final String[] SANE_METHODS = {"GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"};
    private static final String[] SANE_VERSION = {"HTTP/1.1"};
    private static final String[] PATHS = {
        "/v1/kv/b/k",
        "/v1/kv/b",
        "/v1/kv/",
        "/v1/kv",
        "/v1/kv/b/k/l",
        "/v1/kv/%/k",
        "/v1/kv/b/%zz",
        "/v1/kv/b/%00%FF",
        "/v1/kv//k",
        "/v1/kv/b/..",
        "/v1/kv/b/" + "k".repeat(1025),
        "/v1/kv/" + "b".repeat(129) + "/k",
        "/v1/kv/b/" + "%41".repeat(6_000),
        "/v1/batch",
        "/v1/buckets",
        "/v1/buckets/b",
        "/v1/buckets/%",
        "/v1/locate/b",
        "/v1/locate/b/k",
        "/v1/ring",
        "/v1/admin/cluster",
        "/v1/admin/members/n9",
        "/v1/admin/explain/b/k",
        "/v1/admin/explain/%/%",
        "/v1/admin/tasks/none",
        "/v1/admin/config",
        "/v1/admin/loglevel",
        "/health/live",
        "/metrics",
        "/",
        "//",
        "*",
        "http://elsewhere/v1/kv/b/k",
        "/\u0001",
        "/v1/kv/b/k#fragment"
    };
    private static final String[] QUERIES = {
        "",
        "?",
        "?r=0",
        "?r=99999999999",
        "?r=1&r=2",
        "?w=x",
        "?timeout=1ms",
        "?timeout=-1",
        "?ttl=9999999d",
        "?%",
        "?=",
        "?&&&",
        "?limit=1001",
        "?cursor=AAAA",
        "?prefix=%FF%",
        "?sibling=x",
        "?siblings=maybe",
        "?force",
        "?returnbody=2",
        "?" + "a=b&".repeat(500),
        "?consistent=perhaps",
        "?\u00e9=\u00e9"
    };
    private static final String[] NAMES = {
        "Content-Type",
        "Accept",
        "If-Match",
        "If-None-Match",
        "Gramme-Context",
        "Gramme-Read-After",
        "Idempotency-Key",
        "Gramme-Meta-X",
        "Prefer",
        "Authorization",
        "Content-Encoding",
        "Expect",
        "Range",
        "Cookie",
        "Upgrade",
        "TE",
        "X\u00e9",
        "Gramme-Meta-",
        "Connection",
        "Host"
    };
    private static final String[] VALUES = {
        "",
        "*",
        "*/*",
        "\"",
        "W/",
        ",,,",
        "AAAA",
        "=",
        "q",
        "a;q=x",
        "wait=1",
        "wait=0",
        "Bearer x",
        "Basic",
        "100-continue",
        "\u0001\u0002",
        "\u00ff\u00fe",
        "x".repeat(5_000),
        "bytes=0-",
        "h2c",
        "text/plain; charset=nonsense",
        "keep-alive",
        "../..",
        "application/vnd.gramme.siblings+json;q=0",
        "\t",
        "\u007f"
    };
    private static final String[] BODIES = {
        "",
        "{}",
        "[]",
        "{",
        "null",
        "7",
        "{\"operations\":[{}]}",
        "{\"operations\":[{\"op\":\"get\",\"bucket\":7,\"key\":[]}]}",
        "{\"operations\":[{\"op\":\"put\",\"bucket\":\"b\",\"key\":\"k\",\"text\":\"v\",\"contentType\":\"\\u0000\"}]}",
        "{\"r\":-1}",
        "{\"siblings\":\"many\"}",
        "{\"level\":{}}",
        "\u0000\u0001\u0002",
        "[".repeat(3_000),
        "{\"a\":".repeat(2_000),
        "{\"ttl\":1e999}",
        "\"" + "x".repeat(20_000) + "\""
    };
    private static final String[] VERSIONS = {"HTTP/1.0", "HTTP/9.9", "HTTP/2.0", "http/1.1", ""};

    private final Random random;

    MalformedRequests(Random random) {
        this.random = random;
    }

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }

    /** Sane in nine of ten cases: a request with one fault gets further than one with five. */
    private String mostly(String[] sane, String[] odd) {
        return any(random.nextInt(10) == 0 ? odd : sane);
    }

    byte[] next() {
        return switch (random.nextInt(8)) {
            case 0 -> noise();
            case 1 -> flipped(request());
            case 2 -> chunked();
            case 3 -> contradictory();
            default -> request();
        };
    }

    private byte[] noise() {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        return joined(bytes, "\r\n\r\n\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private byte[] request() {
        byte[] body = any(BODIES).getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder head = head();
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        return joined(head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
    }

    private StringBuilder head() {
        StringBuilder head = new StringBuilder();
        String path = random.nextInt(3) == 0 ? any(PATHS) : PATHS[random.nextInt(2)];
        head.append(mostly(SANE_METHODS, METHODS)).append(' ').append(path);
        head.append(random.nextBoolean() ? "" : any(QUERIES)).append(' ').append(mostly(SANE_VERSION, VERSIONS));
        head.append("\r\nHost: localhost\r\n");
        for (int headers = random.nextInt(5); headers > 0; headers--) {
            String name = any(NAMES);
            String value = name.equals("Prefer") ? "wait=1" : any(VALUES);
            head.append(name)
                    .append(random.nextInt(20) == 0 ? "" : ": ")
                    .append(value)
                    .append("\r\n");
        }
        return head;
    }

    /** A head whose every bit may have turned, so that its end is made sure of. */
    private byte[] flipped(byte[] request) {
        byte[] bytes = request.clone();
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
            int at = random.nextInt(Math.min(bytes.length, 120));
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return joined(bytes, "\r\n\r\n\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private byte[] chunked() {
        String[] chunks = {
            "0\r\n\r\n",
            "5\r\nhello\r\n0\r\n\r\n",
            "zz\r\n\r\n\r\n",
            "-1\r\n\r\n\r\n",
            "ffffffffffffffff\r\n\r\n\r\n",
            "5;x=y\r\nhello\r\n0\r\nTrailer: t\r\n\r\n",
            "\r\n\r\n\r\n"
        };
        StringBuilder head =
                head().append("Transfer-Encoding: ").append(random.nextInt(4) == 0 ? "nonsense" : "chunked");
        head.append("\r\n\r\n").append(any(chunks));
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] contradictory() {
        String[] lines = {
            "Content-Length: 0\r\nContent-Length: 1",
            "Content-Length: -1",
            "Content-Length: many",
            "Content-Length: 0, 0",
            "Content-Length: 99999999999999999999",
            " folded: yes",
            "Content-Length: +0",
            "Content-Length: 0\r\nTransfer-Encoding: chunked",
            ": nothing",
            "no colon at all",
            "X: y\nZ: w",
            "Host: a\r\nHost: b"
        };
        StringBuilder head = head().append(any(lines)).append("\r\n\r\n0\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }
}
