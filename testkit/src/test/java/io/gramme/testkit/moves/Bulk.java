package io.gramme.testkit.moves;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gramme.client.GrammeClient;
import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Every key once, as fast as a few requests at a time go: writes them all, or reads them all at one node. */
final class Bulk {
    private static final int AT_ONCE = 48;
    private static final int MOST_TRIES = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final GrammeClient client;
    private final KnownWrites writes;
    private final Semaphore room = new Semaphore(AT_ONCE);

    Bulk(GrammeClient client, KnownWrites writes) {
        this.client = client;
        this.writes = writes;
    }

    /** Writes the first value of every key. */
    void fill(Targets targets) throws InterruptedException {
        Queue<String> failed = new ConcurrentLinkedQueue<>();
        for (int key = 0; key < writes.keys(); key++) {
            room.acquire();
            writes.begin(key);
            fill(targets, new Put(key, writes.next(key), failed), 1);
        }
        drain();
        if (!failed.isEmpty()) {
            throw new IllegalStateException("the data set cannot be written: " + failed.peek());
        }
    }

    private record Put(int key, int number, Queue<String> failed) {}

    /** Again and again while the answer may be another one next time: the first requests meet nodes that just began. */
    private void fill(Targets targets, Put put, int attempt) {
        RawRequest request = new RawRequest(
                "PUT",
                KnownWrites.path(put.key),
                Map.of("Content-Type", "application/octet-stream", "Idempotency-Key", put.key + "-" + put.number),
                writes.value(put.key, put.number));
        URI node = targets.next(put.key);
        client.exchange(node, request, PATIENCE).whenComplete((answer, fault) -> {
            targets.over(node);
            String context = answer == null ? null : answer.header("Gramme-Context");
            if (answer != null && answer.status() == 204 && context != null) {
                writes.acknowledged(put.key, put.number, context);
                room.release();
            } else if (attempt < MOST_TRIES) {
                fill(targets, put, attempt + 1);
            } else {
                put.failed.add(answer == null ? fault.toString() : new String(answer.body(), StandardCharsets.UTF_8));
                room.release();
            }
        });
    }

    private void drain() throws InterruptedException {
        room.acquire(AT_ONCE);
        room.release(AT_ONCE);
    }

    /**
     * Reads every key at one node with all owners.
     *
     * @return what is missing or wrong
     */
    List<String> check(URI node) throws InterruptedException {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        for (int key = 0; key < writes.keys(); key++) {
            room.acquire();
            check(node, key, wrong, 1);
        }
        drain();
        return List.copyOf(wrong);
    }

    private void check(URI node, int key, Queue<String> wrong, int attempt) {
        RawRequest get = RawRequest.of("GET", KnownWrites.path(key) + "?r=3", Map.of("Accept", "*/*"));
        client.exchange(node, get, PATIENCE).whenComplete((answer, fault) -> {
            List<byte[]> values = answer == null ? null : values(answer);
            if (values == null && attempt < MOST_TRIES) {
                check(node, key, wrong, attempt + 1);
                return;
            }
            String what = values == null
                    ? KnownWrites.name(key) + " cannot be read at three owners: "
                            + (answer == null ? fault : answer.status())
                    : writes.wrong(key, values);
            if (what != null) {
                wrong.add(what);
            }
            room.release();
        });
    }

    /** The values of an answer, or {@code null} when it says nothing of them. */
    private static @Nullable List<byte[]> values(RawAnswer answer) {
        if (answer.status() == 200) {
            return List.of(answer.body());
        } else if (answer.status() == 404) {
            return List.of();
        } else if (answer.status() != 300) {
            return null;
        }
        List<byte[]> values = new ArrayList<>();
        try {
            for (JsonNode sibling : JSON.readTree(answer.body()).path("siblings")) {
                values.add(
                        sibling.has("base64")
                                ? Base64.getDecoder()
                                        .decode(sibling.path("base64").asText())
                                : sibling.path("text").asText().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException broken) {
            return null;
        }
        return values;
    }
}
