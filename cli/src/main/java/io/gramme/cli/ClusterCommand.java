package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the nodes say of their cluster. */
@Command(name = "cluster", description = "Status, members and ring of a cluster; waiting for it.")
final class ClusterCommand {
    private final Tool tool;

    ClusterCommand(Tool tool) {
        this.tool = tool;
    }

    CommandLine commandLine() {
        return new CommandLine(this)
                .addSubcommand(new WaitCommand(tool))
                .addSubcommand(new EventsCommand(tool))
                .addSubcommand(new RecoverCommand(tool));
    }

    @Command(name = "status", description = "Health, quorum and nodes; exit code 10 when a partition lacks a quorum.")
    int status() {
        ClusterPeek peek = ClusterPeek.of(tool);
        ObjectNode cluster = (ObjectNode) peek.cluster();
        for (JsonNode member : cluster.path("members")) {
            boolean alive = member.path("state").asText().equals("alive");
            long hints = alive
                    ? ClusterPeek.hintsOf(peek.http(), member.path("admin").asText())
                    : -1;
            ((ObjectNode) member).put("hints", hints);
        }
        tool.console().document(cluster, () -> summary(cluster) + membersTable(cluster));
        advise(cluster);
        return cluster.path("partitions").path("withoutQuorum").asInt() > 0 ? ExitCodes.UNHEALTHY : ExitCodes.OK;
    }

    private String summary(JsonNode cluster) {
        JsonNode partitions = cluster.path("partitions");
        String health = cluster.path("healthy").asBoolean()
                ? tool.console().good("healthy")
                : tool.console().bold("degraded");
        return "cluster " + cluster.path("cluster").asText() + "  epoch "
                + cluster.path("epoch").asText() + "  N=" + cluster.path("n").asText() + " R="
                + cluster.path("r").asText() + " W=" + cluster.path("w").asText() + "  " + health + "\npartitions: "
                + partitions.path("ok").asText() + " whole, "
                + partitions.path("degraded").asText() + " degraded, "
                + partitions.path("withoutQuorum").asText() + " without quorum\n";
    }

    private void advise(JsonNode cluster) {
        for (JsonNode member : cluster.path("members")) {
            String state = member.path("state").asText();
            if (state.equals("dead") || state.equals("suspect")) {
                tool.console()
                        .warn(member.path("name").asText() + " is " + state
                                + ": writes meant for it are kept as hints until it is back");
            } else if (says(member, "draining")) {
                String name = member.path("name").asText();
                tool.console().next("gramme node undrain " + name + ", if " + name + " is to serve clients again");
            }
        }
        adviseSeats(cluster);
    }

    /** What can be done for nodes without a seat; one under another's name with a mark may be that one's replacement. */
    private void adviseSeats(JsonNode cluster) {
        for (JsonNode waiting : cluster.path("withoutSeat")) {
            String name = waiting.path("name").asText();
            int mark = name.indexOf('~');
            tool.console()
                    .next(
                            mark < 0
                                    ? "gramme plan join " + name
                                    : "gramme plan replace " + name.substring(0, mark) + " " + name
                                            + ", if it takes that one's place");
        }
    }

    /** @param cluster with members, and the nodes without a seat after them */
    static String membersTable(JsonNode cluster) {
        JsonNode members = cluster.path("members");
        TextTable table = new TextTable("NODE", "STATE", "DATA", "ADMIN", "ZONE", "WEIGHT", "PARTITIONS", "HINTS");
        for (JsonNode member : byName(members)) {
            long hints = member.path("hints").asLong(-1);
            table.row(
                    member.path("name").asText(),
                    state(member),
                    member.path("data").asText(),
                    member.path("admin").asText(),
                    member.path("zone").asText(),
                    member.path("weight").asText(),
                    member.path("partitions").asText(),
                    hints < 0 ? "-" : Long.toString(hints));
        }
        for (JsonNode waiting : byName(cluster.path("withoutSeat"))) {
            table.row(
                    waiting.path("name").asText(),
                    "no seat",
                    waiting.path("data").asText(),
                    waiting.path("admin").asText(),
                    waiting.path("zone").asText(),
                    waiting.path("weight").asText(),
                    "0",
                    "-");
        }
        return table.text();
    }

    private static boolean says(JsonNode member, String condition) {
        for (JsonNode one : member.path("conditions")) {
            if (one.asText().equals(condition)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it lives, and what it says of itself. */
    private static String state(JsonNode member) {
        StringBuilder state = new StringBuilder(member.path("state").asText());
        member.path("conditions").forEach(condition -> state.append(", ").append(condition.asText()));
        return state.toString();
    }

    /** The order of people; indexes come from the founding. */
    static List<JsonNode> byName(JsonNode members) {
        return byName(members, "name");
    }

    /** The same of documents whose node's name is in a field that is called otherwise. */
    static List<JsonNode> byName(JsonNode documents, String field) {
        List<JsonNode> sorted = new ArrayList<>();
        documents.forEach(sorted::add);
        sorted.sort(Comparator.comparing(one -> one.path(field).asText()));
        return sorted;
    }

    @Command(name = "health", description = "One word; exit code 10 when a partition lacks a quorum.")
    int health() {
        ClusterPeek peek = ClusterPeek.of(tool);
        Answer answer = peek.http().send(peek.admin(), Ask.get("/health/cluster"));
        JsonNode document = answer.json();
        if (!document.has("partitions")) {
            answer.orFail();
        }
        tool.console().document(document, () -> document.path("status").asText() + "\n");
        return answer.isGood() ? ExitCodes.OK : ExitCodes.UNHEALTHY;
    }

    @Command(name = "members", description = "The nodes: names, addresses, states.")
    int members() {
        ClusterPeek peek = ClusterPeek.of(tool);
        JsonNode document = peek.http()
                .send(peek.admin(), Ask.get("/v1/admin/members"))
                .orFail()
                .json();
        tool.console().document(document, () -> membersTable(document));
        adviseSeats(document);
        return ExitCodes.OK;
    }

    @Command(name = "ring", description = "The ring: who owns how many partitions; -o json shows every row.")
    int ring() {
        JsonNode ring =
                tool.http().send(tool.bases(), Ask.get("/v1/ring")).orFail().json();
        tool.console().document(ring, () -> ringText(ring));
        return ExitCodes.OK;
    }

    private static String ringText(JsonNode ring) {
        Map<Integer, Integer> owned = new TreeMap<>();
        ring.path("rows").forEach(row -> row.forEach(owner -> owned.merge(owner.asInt(), 1, Integer::sum)));
        long moving = 0;
        for (JsonNode target : ring.path("targets")) {
            moving += target.isEmpty() ? 0 : 1;
        }
        TextTable table = new TextTable("INDEX", "NODE", "ZONE", "STATE", "PARTITIONS", "SHARE");
        double slots = owned.values().stream().mapToInt(Integer::intValue).sum();
        for (JsonNode member : byName(ring.path("members"))) {
            int count = owned.getOrDefault(member.path("index").asInt(), 0);
            table.row(
                    member.path("index").asText(),
                    member.path("name").asText(),
                    member.path("zone").asText(),
                    state(member),
                    count,
                    String.format(java.util.Locale.ROOT, "%.1f%%", slots == 0 ? 0 : 100 * count / slots));
        }
        return "epoch " + ring.path("epoch").asText() + "  "
                + ring.path("partitions").asText() + " partitions  N="
                + ring.path("n").asText() + "  " + moving + " moving\n" + table.text();
    }

    /** Waits until the cluster is as wanted. */
    @Command(
            name = "wait",
            description = "Waits until the cluster is as wanted; exit code 10 when it does not get there.")
    static final class WaitCommand implements Runnable {
        /** What to wait for. */
        enum Goal {
            ready,
            balanced,
            noTransfers;

            @Override
            public String toString() {
                return this == noTransfers ? "no-transfers" : name();
            }

            String state() {
                return this == noTransfers ? "without transfers" : name();
            }
        }

        private static final Duration PATIENCE = Duration.ofMinutes(1);
        private final Tool tool;

        @Option(
                names = "--for",
                paramLabel = "GOAL",
                converter = GoalName.class,
                description = "ready, balanced or no-transfers (default: ready).")
        Goal goal = Goal.ready;

        WaitCommand(Tool tool) {
            this.tool = tool;
        }

        @Override
        public void run() {
            Await.until(
                    "the cluster is not " + goal.state(),
                    ExitCodes.UNHEALTHY,
                    tool.timeoutOr(PATIENCE),
                    () -> missing(
                            new NodeHttp(Duration.ofSeconds(2), tool.target().token())));
            tool.console().done("the cluster is " + goal.state());
        }

        private String missing(NodeHttp http) {
            try {
                JsonNode ring =
                        http.send(tool.bases(), Ask.get("/v1/ring")).orFail().json();
                return goal == Goal.ready ? notReady(http, (ArrayNode) ring.path("members")) : moving(ring);
            } catch (ToolFailure notYet) {
                return String.valueOf(notYet.getMessage());
            }
        }

        private static String notReady(NodeHttp http, ArrayNode members) {
            for (JsonNode member : members) {
                String name = member.path("name").asText();
                if (!member.path("state").asText().equals("alive")) {
                    return name + " is " + member.path("state").asText();
                }
                Answer answer = http.send(Target.base(member.path("admin").asText()), Ask.get("/health/ready"));
                if (!answer.isGood()) {
                    return name + " waits for: " + ClusterPeek.waitingFor(answer);
                }
            }
            return "";
        }

        private static String moving(JsonNode ring) {
            int rows = 0;
            for (JsonNode target : ring.path("targets")) {
                rows += target.isEmpty() ? 0 : 1;
            }
            return rows == 0 ? "" : rows + " partitions are moving";
        }
    }

    /** Reads a goal as the command line writes it. */
    static final class GoalName implements CommandLine.ITypeConverter<WaitCommand.Goal> {
        @Override
        public WaitCommand.Goal convert(String text) {
            for (WaitCommand.Goal goal : WaitCommand.Goal.values()) {
                if (goal.toString().equals(text)) {
                    return goal;
                }
            }
            throw new CommandLine.TypeConversionException("'" + text + "' is neither ready, balanced nor no-transfers");
        }
    }
}
