package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.net.URI;

/**
 * The way to the admin side: the address given with {@code --admin}, or the one that the ring tells of the node that
 * answers at the data address.
 *
 * @param admin admin address of a live node
 */
record ClusterPeek(NodeHttp http, URI admin) {
    static ClusterPeek of(Tool tool) {
        NodeHttp http = tool.http();
        URI given = tool.target().admin();
        if (given != null) {
            return new ClusterPeek(http, given);
        }
        Answer answer = http.send(tool.bases(), Ask.get("/v1/ring")).orFail();
        JsonNode members = answer.json().path("members");
        String asked = answer.from().getAuthority();
        JsonNode chosen = null;
        for (JsonNode member : members) {
            boolean same = member.path("data").asText().equals(asked);
            if (same || (chosen == null && member.path("state").asText().equals("alive"))) {
                chosen = member;
            }
            if (same) {
                break;
            }
        }
        if (chosen == null) {
            throw new ToolFailure(ExitCodes.UNAVAILABLE, "the ring names no live node");
        }
        return new ClusterPeek(http, Target.base(chosen.path("admin").asText()));
    }

    /** The cluster as that node sees it. */
    JsonNode cluster() {
        return http.send(admin, Ask.get("/v1/admin/cluster")).orFail().json();
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
