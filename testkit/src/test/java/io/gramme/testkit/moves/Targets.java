package io.gramme.testkit.moves;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where requests go: in turn to the owners of their key, as the SDK sends them, by a ring that is read once a second. One that
 * did not answer is left out for a second. Thread-safe.
 */
final class Targets {
    private static final long REST_NANOS = 1_000_000_000L;

    private final AtomicInteger turn = new AtomicInteger();
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

    URI next(int key) {
        Owners now = owners;
        Key named = Key.of(KnownWrites.BUCKET, KnownWrites.name(key));
        List<URI> all = now.rows.get(now.partitions.of(named.hash()));
        long nanos = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            URI node = all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
            Long failed = failedAt.get(node);
            if (failed == null || nanos - failed > REST_NANOS) {
                return node;
            }
        }
        return all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
    }

    void failed(URI node) {
        failedAt.put(node, System.nanoTime());
    }
}
