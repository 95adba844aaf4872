package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The way to the admin side: the address given with {@code --admin}, or the one that the ring tells of the node that
 * answers at the data address.
 *
 * @param admin admin address of a live node
 */
record ClusterPeek(NodeHttp http, URI admin) {
    static ClusterPeek of(Tool tool) {
        return of(tool, null);
    }

    /** The admin side of the node of that name, or of the one that answers. */
    static ClusterPeek of(Tool tool, @Nullable String node) {
        NodeHttp http = tool.http();
        URI given = tool.target().admin();
        if (given != null && node == null) {
            return new ClusterPeek(http, given);
        }
        Answer answer = given == null
                ? http.send(tool.bases(), Ask.get("/v1/ring")).orFail()
                : http.send(given, Ask.get("/v1/admin/members")).orFail();
        JsonNode members = answer.json().path("members");
        JsonNode chosen = node == null ? answering(members, answer) : named(members, node);
        return new ClusterPeek(http, Target.base(chosen.path("admin").asText()));
    }

    private static JsonNode answering(JsonNode members, Answer answer) {
        JsonNode chosen = null;
        for (JsonNode member : members) {
            if (member.path("data").asText().equals(answer.from().getAuthority())) {
                return member;
            }
            boolean alive = member.path("state").asText().equals("alive");
            chosen = chosen == null && alive ? member : chosen;
        }
        if (chosen == null) {
            throw new ToolFailure(ExitCodes.UNAVAILABLE, "the ring names no live node");
        }
        return chosen;
    }

    private static JsonNode named(JsonNode members, String name) {
        List<String> names = new ArrayList<>();
        for (JsonNode member : members) {
            if (member.path("name").asText().equals(name)) {
                return member;
            }
            names.add(member.path("name").asText());
        }
        Collections.sort(names);
        throw new ToolFailure(ExitCodes.USAGE, "there is no node " + name + "; there are " + String.join(", ", names));
    }

    /** The cluster as that node sees it. */
    JsonNode cluster() {
        return http.send(admin, Ask.get("/v1/admin/cluster")).orFail().json();
    }

    /** What a node that is not ready waits for, in words. */
    static String waitingFor(Answer ready) {
        StringJoiner all = new StringJoiner(", ");
        ready.json().path("waitingFor").forEach(one -> all.add(one.asText()));
        return all.toString();
    }

    /** Hints that one node keeps for others, or -1 when it does not answer. */
    static long hintsOf(NodeHttp http, String adminAddress) {
        try {
            Answer answer = http.send(Target.base(adminAddress), Ask.get("/v1/admin/hints"));
            return answer.isGood() ? answer.json().path("pending").asLong() : -1;
        } catch (ToolFailure silent) {
            return -1;
        }
    }
}
