package io.gramme.testkit.moves;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.client.transport.NodeLoad;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where requests go: of two owners of their key to the lighter one, as the SDK sends them, by a ring that is
 * read once a second. One that did not answer is left out for a second. Thread-safe.
 */
final class Targets {
    private static final long REST_NANOS = 1_000_000_000L;

    private final Map<URI, NodeLoad> loads = new ConcurrentHashMap<>();
    private final Map<URI, Long> failedAt = new ConcurrentHashMap<>();
    private volatile Owners owners = new Owners(new Partitions(1), List.of());

    private record Owners(Partitions partitions, List<List<URI>> rows) {}

    /** The current rows of a ring document. */
    void follow(JsonNode ring) {
        Map<Integer, URI> members = new TreeMap<>();
        ring.path("members")
                .forEach(member -> members.put(
                        member.path("index").asInt(),
                        URI.create("http://" + member.path("data").asText())));
        List<List<URI>> rows = new ArrayList<>();
        for (JsonNode row : ring.path("rows")) {
            List<URI> of = new ArrayList<>();
            row.forEach(owner -> of.add(members.get(owner.asInt())));
            rows.add(List.copyOf(of));
        }
        owners = new Owners(new Partitions(rows.size()), rows);
    }

    /** The node for one more try, which {@link #done} or {@link #over} ends. */
    URI next(int key) {
        Owners now = owners;
        Key named = Key.of(KnownWrites.BUCKET, KnownWrites.name(key));
        List<URI> all = now.rows.get(now.partitions.of(named.hash()));
        long nanos = System.nanoTime();
        List<URI> up = all.stream().filter(node -> isUp(node, nanos)).toList();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<URI> fit = up.isEmpty() ? all : up;
        URI node = Objects.requireNonNull(
                NodeLoad.lighter(fit, this::load, random.nextDouble(), random.nextDouble(), nanos));
        load(node).onSend();
        return node;
    }

    private boolean isUp(URI node, long nanos) {
        Long failed = failedAt.get(node);
        return failed == null || nanos - failed > REST_NANOS;
    }

    private NodeLoad load(URI node) {
        return loads.computeIfAbsent(node, one -> new NodeLoad());
    }

    /** A try has done what was asked. */
    void done(URI node, long elapsedNanos) {
        load(node).onAnswer(elapsedNanos, System.nanoTime());
    }

    /** A try was refused, or has no answer. */
    void over(URI node) {
        load(node).onEnd();
    }

    void failed(URI node) {
        failedAt.put(node, System.nanoTime());
    }
}
