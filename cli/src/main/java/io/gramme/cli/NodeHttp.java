package io.gramme.cli;

import io.gramme.client.GrammeClient;
import io.gramme.client.GrammeException;
import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP with nodes: raw paths, raw headers. Goes to the next address only when nothing was sent to the one before
 * (no connection), so a request never happens twice.
 *
 * <p>For one request and the end of the process the JDK's old client takes a third of the CPU time of its new one or of the
 * SDK's (docs/adr/0018 has the figures). What sends many requests takes the SDK's client.
 */
final class NodeHttp {
    /** Beyond the node's own deadline, so that its answer, which says more, comes first. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    /** For making the SDK's client, which on a busy machine takes its time. */
    private static final Duration MAKING = Duration.ofSeconds(10);

    private static final int CONNECT_MILLIS = 2000;
    private static final byte[] NOTHING = new byte[0];

    private final Duration timeout;
    private final @Nullable String token;

    /** @param timeout the deadline that nodes are given; this client waits a little longer */
    NodeHttp(Duration timeout) {
        this(timeout, null);
    }

    /**
     * Makes a client.
     *
     * @param timeout the deadline that nodes are given; this client waits a little longer
     * @param token bearer token, or {@code null}
     */
    NodeHttp(Duration timeout, @Nullable String token) {
        this.timeout = timeout;
        this.token = token;
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

        /** A JSON document. */
        static Ask json(String method, String path, Object document) {
            byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
            return new Ask(method, path, Map.of("Content-Type", "application/json"), body);
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
                return ask.method().equals("PATCH") ? patched(base, ask) : sent(base, ask);
            } catch (ConnectException | NoRouteToHostException | UnknownHostException unreachable) {
                refused.append(refused.isEmpty() ? "" : ", ").append(base);
            } catch (SocketTimeoutException late) {
                if (String.valueOf(late.getMessage()).toLowerCase(Locale.ROOT).startsWith("connect")) {
                    refused.append(refused.isEmpty() ? "" : ", ").append(base);
                } else {
                    throw new ToolFailure(
                            ExitCodes.TIMEOUT, base + " did not answer within " + Tool.text(timeout.plus(MARGIN)));
                }
            } catch (IOException broken) {
                throw broken(base, ask, broken);
            }
        }
        throw new ToolFailure(
                ExitCodes.UNAVAILABLE,
                "nothing answers at " + refused,
                "gramme local up starts a cluster here; -e URL names another");
    }

    private static ToolFailure broken(URI base, Ask ask, IOException broken) {
        return new ToolFailure(
                ask.method().equals("GET") ? ExitCodes.UNAVAILABLE : ExitCodes.TIMEOUT,
                base + " broke the connection: " + broken.getMessage());
    }

    /**
     * Reads an answer without end (server-sent events, NDJSON) line by line, until the reader has enough or the node ends.
     *
     * @param line says whether it wants more
     * @return the answer without its body
     */
    Answer lines(URI base, Ask ask, Predicate<String> line) {
        try {
            HttpURLConnection connection = opened(base, ask);
            connection.setReadTimeout(0);
            int status = connection.getResponseCode();
            if (status >= 400) {
                return answer(base, connection);
            }
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                String next = reader.readLine();
                while (next != null && line.test(next)) {
                    next = reader.readLine();
                }
            }
            return new Answer(base, status, headers(connection), NOTHING);
        } catch (IOException broken) {
            throw broken(base, ask, broken);
        }
    }

    private Answer sent(URI base, Ask ask) throws IOException {
        return answer(base, opened(base, ask));
    }

    private HttpURLConnection opened(URI base, Ask ask) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(trimmed(base) + ask.path()).toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(Math.toIntExact(Math.min(timeout.plus(MARGIN).toMillis(), Integer.MAX_VALUE)));
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(ask.method());
        // Without these it says that it likes pictures, and sends the header twice.
        connection.setRequestProperty("Accept", "*/*");
        connection.setRequestProperty("User-Agent", "gramme/" + ToolVersion.text());
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        ask.headers().forEach(connection::setRequestProperty);
        byte[] body = ask.body();
        if (body != null) {
            connection.setDoOutput(true);
            // Also keeps it from sending a second time what broke off.
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        return connection;
    }

    private static Answer answer(URI base, HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("what came back is no HTTP");
        }
        InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        byte[] body = in == null ? NOTHING : in.readAllBytes();
        return new Answer(base, status, headers(connection), body);
    }

    private static Map<String, String> headers(HttpURLConnection connection) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        connection.getHeaderFields().forEach((name, values) -> {
            if (name != null) {
                headers.put(name, values.get(0));
            }
        });
        return headers;
    }

    /** The JDK's old client refuses this method, which is younger than it. */
    private Answer patched(URI base, Ask ask) throws IOException {
        byte[] body = ask.body();
        Map<String, String> headers = new TreeMap<>(ask.headers());
        if (token != null) {
            headers.put("Authorization", "Bearer " + token);
        }
        RawRequest request = new RawRequest(ask.method(), ask.path(), headers, body == null ? NOTHING : body);
        Sdk.silence();
        try (GrammeClient client =
                GrammeClient.builder().endpoint(base.toString()).build()) {
            RawAnswer answer = client.exchange(
                            base, request, timeout.plus(MARGIN).plus(MAKING))
                    .join();
            Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            found.putAll(answer.headers());
            return new Answer(base, answer.status(), found, answer.body());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof GrammeException known) {
                throw known.outcome() == io.gramme.client.Outcome.NONE
                        ? new ConnectException(known.getMessage())
                        : new IOException(known.getMessage());
            }
            throw failed;
        }
    }

    private static String trimmed(URI base) {
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
