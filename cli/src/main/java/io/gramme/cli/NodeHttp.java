package io.gramme.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP with nodes: raw paths, raw headers. Goes to the next address only when nothing was sent to the one before
 * (no connection), so a request never happens twice. To be replaced by the SDK's raw API (docs/adr/0008).
 */
final class NodeHttp {
    /** Beyond the node's own deadline, so that its answer, which says more, comes first. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final Duration timeout;

    /** @param timeout the deadline that nodes are given; this client waits a little longer */
    NodeHttp(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * A request.
     *
     * @param path escaped, with its query
     * @param body {@code null} for none
     */
    record Ask(String method, String path, Map<String, String> headers, byte @Nullable [] body) {
        static Ask get(String path) {
            return new Ask("GET", path, Map.of(), null);
        }
    }

    /** Asks one node. */
    Answer send(URI base, Ask ask) {
        return send(List.of(base), ask);
    }

    /**
     * Asks the first node that takes the connection.
     *
     * @throws ToolFailure {@code UNAVAILABLE} when none does, {@code TIMEOUT} when the one asked does not answer
     */
    Answer send(List<URI> bases, Ask ask) {
        StringBuilder refused = new StringBuilder();
        for (URI base : bases) {
            try {
                return sent(base, ask);
            } catch (ConnectException | HttpConnectTimeoutException unreachable) {
                refused.append(refused.isEmpty() ? "" : ", ").append(base);
            } catch (HttpTimeoutException late) {
                throw new ToolFailure(ExitCodes.TIMEOUT, base + " did not answer within " + timeout.plus(MARGIN));
            } catch (IOException broken) {
                throw new ToolFailure(
                        ask.method().equals("GET") ? ExitCodes.UNAVAILABLE : ExitCodes.TIMEOUT,
                        base + " broke the connection: " + broken.getMessage());
            }
        }
        throw new ToolFailure(
                ExitCodes.UNAVAILABLE,
                "nothing answers at " + refused,
                "gramme local up starts a cluster here; -e URL names another");
    }

    private Answer sent(URI base, Ask ask) throws IOException {
        byte[] body = ask.body();
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(trimmed(base) + ask.path()))
                .timeout(timeout.plus(MARGIN))
                .method(ask.method(), publisher);
        ask.headers().forEach(request::header);
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(base, response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ToolFailure(ExitCodes.ERROR, "interrupted");
        }
    }

    private static String trimmed(URI base) {
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
