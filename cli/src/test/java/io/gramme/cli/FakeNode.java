package io.gramme.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node that says what the test wrote down, and keeps what it was asked. */
final class FakeNode implements AutoCloseable {
    record Request(String line, Map<String, String> headers, String body) {}

    private record Reply(int status, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final Map<String, Reply> replies = new TreeMap<>();
    private final Map<String, Reply> later = new TreeMap<>();
    final List<Request> requests = new ArrayList<>();

    FakeNode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    FakeNode on(String line, int status, Map<String, String> headers, String body) {
        synchronized (requests) {
            replies.put(line, new Reply(status, headers, body));
            later.remove(line);
        }
        return this;
    }

    /** What it says from the second time on, until {@link #on} says otherwise. */
    FakeNode afterwards(String line, int status, Map<String, String> headers, String body) {
        synchronized (requests) {
            later.put(line, new Reply(status, headers, body));
        }
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String line =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Reply reply;
        synchronized (requests) {
            requests.add(new Request(query == null ? line : line + "?" + query, headers, body));
            reply = replies.getOrDefault(line, new Reply(404, Map.of(), "{\"type\":\"x/no-such-route\"}"));
            if (later.containsKey(line)) {
                replies.put(line, later.remove(line));
            }
        }
        reply.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] bytes = reply.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
