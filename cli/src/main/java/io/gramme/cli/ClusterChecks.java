package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What can be told of a running cluster from outside. */
final class ClusterChecks {
    private static final double SKEW_WARN_SECONDS = 0.5;
    private static final double SKEW_FAIL_SECONDS = 10;

    private final ClusterPeek peek;

    ClusterChecks(ClusterPeek peek) {
        this.peek = peek;
    }

    List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        JsonNode cluster = peek.cluster();
        all.add(quorum(cluster.path("partitions")));
        Map<String, List<String>> versions = new TreeMap<>();
        double skew = 0;
        long hints = 0;
        for (JsonNode member : ClusterCommand.byName(cluster.path("members"))) {
            String name = member.path("name").asText();
            URI admin = Target.base(member.path("admin").asText());
            try {
                Answer ready = peek.http().send(admin, Ask.get("/health/ready"));
                all.add(
                        ready.isGood()
                                ? Finding.ok("node " + name, "ready, admin at " + admin.getAuthority())
                                : Finding.fail(
                                        "node " + name, "not ready, waits for: " + ClusterPeek.waitingFor(ready), ""));
                String version = peek.http()
                        .send(admin, Ask.get("/version"))
                        .json()
                        .path("version")
                        .asText();
                versions.computeIfAbsent(version, any -> new ArrayList<>()).add(name);
                Answer answer = peek.http().send(admin, Ask.get("/metrics")).orFail();
                Metrics metrics = Metrics.parse(new String(answer.body(), StandardCharsets.UTF_8));
                skew = Math.max(skew, Math.abs(metrics.sum("gramme_clock_skew_seconds")));
                hints += Math.round(metrics.sum("gramme_hints_pending"));
            } catch (ToolFailure silent) {
                all.add(Finding.fail(
                        "node " + name,
                        member.path("state").asText() + ", and no answer at " + admin.getAuthority(),
                        "start it again, or replace it"));
            }
        }
        all.add(versions(versions));
        all.add(clocks(skew));
        all.add(hints(hints));
        return all;
    }

    static Finding quorum(JsonNode partitions) {
        long without = partitions.path("withoutQuorum").asLong();
        long degraded = partitions.path("degraded").asLong();
        if (without > 0) {
            return Finding.fail("quorum", without + " partitions lack a quorum of owners", "gramme cluster status");
        }
        return degraded > 0
                ? Finding.warn("quorum", degraded + " partitions miss an owner", "gramme cluster status")
                : Finding.ok("quorum", "every partition has all its owners");
    }

    static Finding versions(Map<String, List<String>> versions) {
        return versions.size() <= 1
                ? Finding.ok(
                        "versions",
                        versions.isEmpty()
                                ? "none"
                                : "all run " + versions.keySet().iterator().next())
                : Finding.warn("versions", "nodes differ: " + versions, "finish the upgrade");
    }

    static Finding clocks(double skewSeconds) {
        String detail = String.format(Locale.ROOT, "greatest difference between nodes %.3f s", skewSeconds);
        if (skewSeconds >= SKEW_FAIL_SECONDS) {
            return Finding.fail("clocks", detail, "run NTP: ttl, siblings=lww and times shown go by these clocks");
        }
        return skewSeconds >= SKEW_WARN_SECONDS
                ? Finding.warn("clocks", detail, "run NTP on every node")
                : Finding.ok("clocks", detail);
    }

    static Finding hints(long pending) {
        return pending > 0
                ? Finding.warn("hints", pending + " writes wait for nodes that are away", "gramme cluster status")
                : Finding.ok("hints", "none pending");
    }
}
