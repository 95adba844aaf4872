package io.gramme.testkit.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.RealNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/** What an operator does and sees through a node's ports: plans, commits, cancels, waits. Blocks the caller. */
public final class Operator {
    private static final Duration PATIENCE = Duration.ofSeconds(70);
    /** Looking is not to be felt in what is measured. */
    private static final long SELDOM_MILLIS = 300;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RealCluster cluster;

    public Operator(RealCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Adds a wish to the plan that is staged at a node.
     *
     * @param kind join, leave, replace, ...
     * @return the plan's ETag
     */
    public String stage(RealNode at, String kind, Map<String, String> body) {
        RawAnswer answer = ask(at, "POST", "/v1/admin/plan/" + kind, Map.of(), body);
        if (answer.status() != 200) {
            throw refused("plan " + kind + " " + body, answer);
        }
        return header(answer, "etag");
    }

    /** Commits that plan, and waits until the node's data port goes by the ring that was decided. */
    public void commit(RealNode at, String etag) {
        decided(at, "commit", ask(at, "POST", "/v1/admin/plan/commit", Map.of("If-Match", etag), Map.of()));
    }

    /** Cancels what moves, and waits in the same way. */
    public void cancel(RealNode at) {
        decided(at, "cancel", ask(at, "DELETE", "/v1/admin/plan?cancel=true", Map.of(), Map.of()));
    }

    private void decided(RealNode at, String what, RawAnswer answer) {
        if (answer.status() != 200) {
            throw refused(what, answer);
        }
        String epoch = json(answer).path("epoch").asText();
        Await.until(at.name() + " does not go by ring " + epoch, PATIENCE, () -> {
            String now = ring(at).path("epoch").asText();
            return number(now) >= number(epoch) ? "" : "it goes by " + now;
        });
    }

    private static long number(String epoch) {
        return Long.parseLong(epoch.substring(epoch.indexOf(':') + 1));
    }

    private RawAnswer ask(
            RealNode at, String method, String path, Map<String, String> headers, Map<String, String> body) {
        try {
            byte[] bytes = body.isEmpty() ? new byte[0] : JSON.writeValueAsBytes(body);
            return cluster.client()
                    .exchange(at.admin(), new RawRequest(method, path, headers, bytes), PATIENCE)
                    .join();
        } catch (IOException impossible) {
            throw new AssertionError("a map of texts is no JSON", impossible);
        }
    }

    private static AssertionError refused(String what, RawAnswer answer) {
        return new AssertionError(what + ": status " + answer.status() + ": " + Kv.text(answer));
    }

    private static String header(RawAnswer answer, String name) {
        String value = answer.header(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in the answer");
        }
        return value;
    }

    private static JsonNode json(RawAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException broken) {
            throw new AssertionError("no JSON: " + Kv.text(answer), broken);
        }
    }

    /** The ring as a node knows it. */
    public JsonNode ring(RealNode at) {
        return json(cluster.exchange(at, RawRequest.of("GET", "/v1/ring", Map.of())));
    }

    /** Partitions that have a target row, by a node's ring. */
    public static int moving(JsonNode ring) {
        int moving = 0;
        for (JsonNode target : ring.path("targets")) {
            moving += target.isEmpty() ? 0 : 1;
        }
        return moving;
    }

    /** Partitions owned, by node index; members that own none are there with 0. */
    public static Map<Integer, Integer> owned(JsonNode ring) {
        Map<Integer, Integer> owned = new TreeMap<>();
        ring.path("members").forEach(member -> owned.put(member.path("index").asInt(), 0));
        ring.path("rows").forEach(row -> row.forEach(owner -> owned.merge(owner.asInt(), 1, Integer::sum)));
        return owned;
    }

    /** Waits until a node without a seat serves, and until another node would let it join: it leaves no plan behind. */
    public void awaitNewcomer(RealNode at, RealNode newcomer) {
        Await.until(newcomer.name() + " is no newcomer yet", PATIENCE, () -> {
            try {
                if (cluster.exchange(newcomer, RawRequest.of("GET", "/v1/ring", Map.of()))
                                .status()
                        != 200) {
                    return "it has no ring";
                }
                RawAnswer staged = ask(at, "POST", "/v1/admin/plan/join", Map.of(), Map.of("node", newcomer.name()));
                if (staged.status() == 200) {
                    ask(at, "DELETE", "/v1/admin/plan", Map.of(), Map.of());
                    return "";
                }
                return Kv.text(staged);
            } catch (CompletionException notYet) {
                return String.valueOf(notYet.getCause());
            }
        });
    }

    /** Waits until nothing moves any more; how long that took. */
    public Duration awaitStill(RealNode at, Duration patience) {
        return Await.until("partitions still move", patience, SELDOM_MILLIS, () -> {
            int moving = moving(ring(at));
            return moving == 0 ? "" : moving + " partitions";
        });
    }

    /** Waits until nothing moves and ex-owners have handed over all that they may have had alone. */
    public void awaitSettled(RealNode at, List<RealNode> nodes, Duration patience) {
        awaitStill(at, patience);
        Await.until("data of moved partitions is not settled", patience, SELDOM_MILLIS, () -> {
            for (RealNode node : nodes) {
                for (JsonNode one :
                        cluster.adminJson(node, "/v1/admin/transfers").path("retired")) {
                    if (!one.path("state").asText().equals("pushed")) {
                        return node.name() + " has " + one;
                    }
                }
            }
            return "";
        });
    }
}
