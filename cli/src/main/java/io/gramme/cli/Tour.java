package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The guided tour: what Dynamo promises, step by step, on real processes. Every step checks what it says and throws {@link
 * ToolFailure} when it is not so.
 */
final class Tour {
    private static final int WRITES = 25;
    private static final Duration STARTING = Duration.ofMinutes(2);
    private static final Duration SETTLING = Duration.ofMinutes(1);
    private static final int NO_CONTENT = 204;
    private static final int SEVERAL = 300;
    /** Before the failure is known, a request may meet it once: one retry is what is promised to suffice. */
    private static final int TRIES = 2;

    private final Tool tool;
    private final LocalCluster cluster;
    private final NodeHttp http;
    private int step;

    Tour(Tool tool, LocalCluster cluster) {
        this.tool = tool;
        this.cluster = cluster;
        this.http = new NodeHttp(tool.timeoutOr(Duration.ofSeconds(5)));
    }

    void play() throws IOException {
        founding();
        firstWrite();
        nodeDies();
        nodeReturns();
        concurrentWrites();
        tool.console().line(tool.console().good("\nEvery step was checked; nothing was lost."));
    }

    private void founding() throws IOException {
        step("Three equal nodes found a cluster");
        for (LocalNode node : cluster.nodes()) {
            cluster.start(node);
        }
        cluster.awaitReady(tool.timeoutOr(STARTING), null);
        for (LocalNode node : cluster.nodes()) {
            say(node.name() + "  data " + node.data() + "  admin " + node.admin() + "  process "
                    + node.process().map(ProcessHandle::pid).orElse(-1L));
        }
        done("all three are ready and know each other");
    }

    private void firstWrite() {
        step("A write at one node, a read at another");
        Answer written = put("1", "greeting", "hello", null);
        say("PUT demo/greeting at n1: durable on " + written.header("Gramme-Durable"));
        String read = get("3", "greeting");
        check(read.equals("hello"), "n3 answers '" + read + "' instead of 'hello'");
        done("GET demo/greeting at n3: " + read);
    }

    private void nodeDies() throws IOException {
        step("kill -9 of n2: reads and writes go on");
        cluster.stop(cluster.node("2"), true);
        String read = get("1", "greeting");
        check(read.equals("hello"), "after the kill n1 answers '" + read + "' instead of 'hello'");
        for (int i = 0; i < WRITES; i++) {
            put(i % 2 == 0 ? "1" : "3", "while-away-" + i, "value " + i, null);
        }
        for (int i = 0; i < WRITES; i++) {
            check(
                    get(i % 2 == 0 ? "3" : "1", "while-away-" + i).equals("value " + i),
                    "while-away-" + i + " cannot be read back");
        }
        say(WRITES + " writes and " + WRITES + " reads, all good");
        Await.until(
                "no hints are kept for n2",
                ExitCodes.ERROR,
                SETTLING,
                () -> hints() > 0 ? "" : "n1 and n3 report no pending hints");
        done(hints() + " hints wait on n1 and n3 for n2");
    }

    private void nodeReturns() throws IOException {
        step("n2 is back and gets what it missed");
        cluster.start(cluster.node("2"));
        cluster.awaitReady(tool.timeoutOr(STARTING), null);
        Await.until(
                "hints are left", ExitCodes.ERROR, SETTLING, () -> hints() == 0 ? "" : hints() + " hints are pending");
        say("no hints are left");
        for (int i = 0; i < WRITES; i++) {
            Answer answer = retried("2", Ask.get("/v1/kv/demo/while-away-" + i + new QueryText().add("r", 3)));
            check(
                    text(answer).equals("value " + i),
                    "while-away-" + i + " with r=3 at n2: " + answer.status() + " " + text(answer));
        }
        done("all " + WRITES + " writes it missed are read at n2, from all three copies");
    }

    private void concurrentWrites() {
        step("Two writers who have not seen each other");
        put("1", "cart", "apples", null);
        put("3", "cart", "pears", null);
        Answer both = retried("2", Ask.get("/v1/kv/demo/cart"));
        check(both.status() == SEVERAL, "two concurrent writes are answered with " + both.status() + " instead of 300");
        JsonNode siblings = both.json().path("siblings");
        check(siblings.size() == 2, "there are " + siblings.size() + " siblings instead of 2");
        siblings.forEach(sibling -> say("sibling " + sibling.path("tag").asText() + ": " + GetCommand.value(sibling)));
        put("1", "cart", "apples and pears", both.header("Gramme-Context"));
        String read = get("3", "cart");
        check(read.equals("apples and pears"), "after resolving, n3 answers '" + read + "'");
        done("neither was lost; one write that has seen both replaces them: " + read);
    }

    private Answer put(String node, String key, String value, @Nullable String context) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/plain");
        headers.put("Idempotency-Key", cluster.directory().getFileName() + "/" + key + "/" + value);
        if (context != null) {
            headers.put("Gramme-Context", context);
        }
        byte[] body = value.getBytes(StandardCharsets.UTF_8);
        Answer answer = retried(node, new Ask("PUT", "/v1/kv/demo/" + key, headers, body));
        check(answer.status() == NO_CONTENT, "PUT demo/" + key + " at n" + node + ": " + failure(answer));
        return answer;
    }

    private String get(String node, String key) {
        Answer answer = retried(node, Ask.get("/v1/kv/demo/" + key));
        check(answer.status() == 200, "GET demo/" + key + " at n" + node + ": " + failure(answer));
        return text(answer);
    }

    private Answer retried(String node, Ask ask) {
        LocalNode asked = cluster.node(node);
        Answer answer = http.send(asked.data(), ask);
        for (int i = 1; i < TRIES && answer.status() >= 503; i++) {
            Await.pause();
            answer = http.send(asked.data(), ask);
        }
        return answer;
    }

    private long hints() {
        long pending = 0;
        for (LocalNode node : cluster.running()) {
            pending += Math.max(0, ClusterPeek.hintsOf(http, node.address(1)));
        }
        return pending;
    }

    private static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String failure(Answer answer) {
        return answer.isGood() ? "status " + answer.status() : answer.failure().getMessage() + "";
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ToolFailure(ExitCodes.ERROR, otherwise);
        }
    }

    private void step(String title) {
        step++;
        tool.console().line((step == 1 ? "" : "\n") + tool.console().bold(step + ". " + title));
    }

    private void say(String text) {
        tool.console().line("   " + text);
    }

    private void done(String text) {
        tool.console().line("   " + tool.console().good("ok") + " " + text);
    }
}
