package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member that a command works on by itself: its name and the base of its admin port. */
record LiveMember(String name, URI admin) {
    /** All live members, by name, with a warning for each that is not; or only the one that is wanted. */
    static List<LiveMember> all(Tool tool, @Nullable String wanted) {
        ClusterPeek peek = ClusterPeek.of(tool, wanted);
        List<LiveMember> members = new ArrayList<>();
        for (JsonNode member : ClusterCommand.byName(peek.cluster().path("members"))) {
            String name = member.path("name").asText();
            boolean alive = member.path("state").asText().equals("alive");
            if (wanted == null ? alive : wanted.equals(name)) {
                members.add(
                        new LiveMember(name, Target.base(member.path("admin").asText())));
            } else if (wanted == null) {
                tool.console().warn(name + " is " + member.path("state").asText() + " and has no part in it");
            }
        }
        return members;
    }
}
