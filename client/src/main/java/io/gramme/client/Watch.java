package io.gramme.client;

import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import io.gramme.ring.Key;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one key by long polls: a request waits at a node until the key changes. Tells what is stored first, then after each
 * change; changes that follow each other quickly may be told as one, and the last one always is. A node that does not
 * answer is replaced by another, after a pause that grows. Holds one connection; ends with {@link #close} or the client.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final int WAIT_SECONDS = 20;
    private static final Duration WAIT = Duration.ofSeconds(WAIT_SECONDS);

    private final Requests requests;
    private final Key key;
    private final Consumer<Answered> onChange;
    private final Set<Node> failed = new HashSet<>();
    private String etag = "";
    private int failures;
    private boolean closed;

    /** @param onChange hears each changed answer: 200, 300 or 404; on the client's loops */
    Watch(Requests requests, Key key, Consumer<Answered> onChange) {
        this.requests = requests;
        this.key = key;
        this.onChange = onChange;
    }

    Watch start() {
        poll();
        return this;
    }

    /** Nothing is told after this returns, but what is being told. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    private void poll() {
        Node node;
        Map<String, String> headers;
        synchronized (this) {
            if (closed || requests.isClosed()) {
                return;
            }
            requests.nodes().renew();
            node = requests.nodes().choose(key, failed);
            headers = new HashMap<>(requests.settings().commonHeaders());
            headers.put("Accept", "*/*");
            if (!etag.isEmpty()) {
                headers.put("If-None-Match", etag);
                headers.put("Prefer", "wait=" + WAIT_SECONDS);
            }
        }
        if (node == null) {
            again();
            return;
        }
        // Not counted as a request of that node's: it waits there and costs it nothing.
        Duration timeout = WAIT.plus(requests.settings().attemptTimeout());
        requests.wire()
                .send(node.address(), RawRequest.of("GET", Paths.of("/v1/kv/", key), headers), timeout)
                .whenComplete((answer, failure) -> onEnd(node, answer, failure));
    }

    private void onEnd(Node node, @Nullable RawAnswer answer, @Nullable Throwable failure) {
        boolean unchanged = answer != null && answer.status() == 304;
        if (answer == null || !(unchanged || answer.status() < 304 || answer.status() == 404)) {
            synchronized (this) {
                failed.add(node);
            }
            again();
            return;
        }
        boolean tell;
        synchronized (this) {
            failures = 0;
            failed.clear();
            String named = answer.header("etag");
            String now = unchanged || named == null ? etag : named;
            tell = !unchanged && !closed && !now.equals(etag);
            etag = now;
        }
        if (tell) {
            tell(answer);
        }
        if (isUnnamed()) {
            again();
        } else {
            poll();
        }
    }

    /** A listener or codec that throws must not end the watch: the next change is told again. */
    private void tell(RawAnswer answer) {
        try {
            onChange.accept(new Answered(answer, Outcome.NONE));
        } catch (RuntimeException fault) {
            LOG.warn("a listener of a watch failed", fault);
        }
    }

    private synchronized boolean isUnnamed() {
        return etag.isEmpty();
    }

    private void again() {
        Duration pause;
        synchronized (this) {
            failures++;
            if (failures % requests.nodes().count() == 0) {
                failed.clear();
            }
            pause = requests.backoff().before(failures, requests.wire().random());
        }
        requests.wire().after(pause.isZero() ? Duration.ofMillis(1) : pause, this::poll);
    }
}
