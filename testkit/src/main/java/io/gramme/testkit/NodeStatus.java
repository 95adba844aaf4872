package io.gramme.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What a node's admin port tells of itself and of the others at one moment.
 *
 * @param ready its readiness, or {@code null} when it does not answer
 * @param members as it sees them
 */
record NodeStatus(String node, @Nullable RawAnswer ready, JsonNode members) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    static NodeStatus of(RealCluster cluster, RealNode node) {
        try {
            RawAnswer ready = get(cluster, node, "/health/ready");
            JsonNode members = ready.status() == 200
                    ? json(get(cluster, node, "/v1/admin/members")).path("members")
                    : MissingNode.getInstance();
            return new NodeStatus(node.name(), ready, members);
        } catch (CompletionException silent) {
            return new NodeStatus(node.name(), null, MissingNode.getInstance());
        }
    }

    private static RawAnswer get(RealCluster cluster, RealNode node, String path) {
        return cluster.client()
                .exchange(node.admin(), RawRequest.of("GET", path, Map.of()), PATIENCE)
                .join();
    }

    /** What keeps it from being ready and knowing all of them as alive; empty when nothing does. */
    String missing(List<RealNode> expected) {
        if (ready == null) {
            return node + " does not answer";
        }
        if (ready.status() != 200) {
            return node + " waits for " + json(ready).path("waitingFor");
        }
        for (RealNode other : expected) {
            if (!isAlive(other.name())) {
                return node + " does not see " + other.name() + " yet";
            }
        }
        return "";
    }

    private boolean isAlive(String name) {
        for (JsonNode member : members) {
            if (member.path("name").asText().equals(name)) {
                return member.path("state").asText().equals("alive");
            }
        }
        return false;
    }

    static JsonNode json(RawAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException broken) {
            throw new AssertionError("status " + answer.status() + " with a body that is no JSON", broken);
        }
    }
}
