package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands against a node whose answers are written down: what goes out, what is shown, which exit code. */
class ToolTest {
    private static final String SIBLINGS = """
            {"bucket":"cart","key":"alice","context":"CTX","siblings":[
             {"tag":"AQ3fR","contentType":"text/plain","lastModified":"2026-01-01T00:00:00Z","size":6,"text":"apples"},
             {"tag":"BB70a","contentType":"application/json","lastModified":"2026-01-01T00:00:01Z","size":7,"value":{"a":1}}]}
            """;

    private FakeNode node;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        node = new FakeNode();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("-e", node.address()));
        CommandLine line = Gramme.commandLine(new Tool(new PrintStream(out, true), new PrintStream(err, true)));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        return line.execute(all.toArray(String[]::new));
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void getWritesTheRawValueAndNothingElse() {
        node.on("GET /v1/kv/cart/a%2F%2E", 200, Map.of("Gramme-Context", "CTX"), "two\nlines\n");
        assertThat(run("get", "cart/a/.", "--r", "1")).isZero();
        assertThat(shown()).isEqualTo("two\nlines\n");
        assertThat(said()).isEmpty();
        assertThat(node.requests.get(0).line()).isEqualTo("GET /v1/kv/cart/a%2F%2E?r=1");
    }

    @Test
    void siblingsAreATableAndExitCodeFour() {
        node.on("GET /v1/kv/cart/alice", 300, Map.of(), SIBLINGS);
        assertThat(run("get", "cart/alice")).isEqualTo(ExitCodes.CONFLICT);
        assertThat(shown()).isEqualTo("""
                        SIBLING  TYPE              SIZE  WRITTEN               VALUE
                        AQ3fR    text/plain           6  2026-01-01T00:00:00Z  apples
                        BB70a    application/json     7  2026-01-01T00:00:01Z  {"a":1}
                        """);
        assertThat(said()).contains("2 siblings").contains("--union");
    }

    @Test
    void jsonAsksForTheDocumentAndPrintsItWhole() throws IOException {
        node.on("GET /v1/kv/cart/alice", 200, Map.of(), SIBLINGS);
        assertThat(run("get", "cart/alice", "-o", "json")).isEqualTo(ExitCodes.CONFLICT);
        assertThat(Json.read(shown())).isEqualTo(Json.read(SIBLINGS));
        assertThat(node.requests.get(0).headers()).containsEntry("Accept", "application/vnd.gramme.siblings+json");
    }

    @Test
    void ndjsonIsALineForEachRow() {
        node.on("GET /v1/kv/cart/alice", 200, Map.of(), SIBLINGS);
        run("get", "cart/alice", "-o", "ndjson");
        assertThat(shown().lines()).hasSize(2).first().asString().startsWith("{\"tag\":\"AQ3fR\"");
    }

    @Test
    void putReplacesExactlyWhatItsReadShows() {
        node.on("GET /v1/kv/cart/alice", 300, Map.of("Gramme-Context", "CTX"), SIBLINGS);
        node.on("PUT /v1/kv/cart/alice", 204, Map.of("Gramme-Durable", "3; owners=3; hinted=0"), "");
        assertThat(run("put", "cart/alice", "both", "--replace", "--w", "3")).isZero();
        FakeNode.Request put = node.requests.get(1);
        assertThat(put.line()).isEqualTo("PUT /v1/kv/cart/alice?w=3");
        assertThat(put.body()).isEqualTo("both");
        assertThat(put.headers()).containsEntry("Gramme-Context", "CTX").containsKey("Idempotency-Key");
        assertThat(shown()).isEmpty();
        assertThat(said()).contains("stored cart/alice: durable on 3; owners=3; hinted=0");
    }

    @Test
    void deleteWithoutContextSaysWhatToDo() {
        String problem =
                "{\"type\":\"https://gramme.io/problems/context-required\",\"detail\":\"needs a context\",\"outcome\":\"none\"}";
        node.on("DELETE /v1/kv/cart/alice", 428, Map.of(), problem);
        assertThat(run("delete", "cart/alice")).isEqualTo(ExitCodes.CONFLICT);
        assertThat(said()).contains("context-required: needs a context (428)").contains("--force");
    }

    @Test
    void everyFailureHasItsExitCode() {
        int[][] codes = {{404, 3}, {412, 4}, {409, 4}, {503, 5}, {507, 5}, {504, 6}, {401, 7}, {403, 7}, {400, 1}};
        for (int[] code : codes) {
            node.on("GET /v1/kv/b/k", code[0], Map.of(), "{\"type\":\"x/y\",\"detail\":\"z\"}");
            assertThat(run("get", "b/k")).as("status %d", code[0]).isEqualTo(code[1]);
        }
    }

    @Test
    void quorumFailuresNameTheNodesAndTheOutcome() {
        String problem = """
                {"type":"https://gramme.io/problems/quorum-timeout","detail":"2 of 3","outcome":"unknown",
                 "failed":[{"node":"n2","reason":"no answer"}]}
                """;
        node.on("PUT /v1/kv/b/k", 504, Map.of(), problem);
        assertThat(run("put", "b/k", "v")).isEqualTo(ExitCodes.TIMEOUT);
        assertThat(said()).contains("n2: no answer").contains("outcome unknown");
    }

    @Test
    void anAddressNobodyListensAtIsPassedOver() {
        node.on("GET /v1/kv/b/k", 200, Map.of(), "v");
        assertThat(run("get", "b/k", "-e", "http://127.0.0.1:9")).isZero();
        assertThat(shown()).isEqualTo("v");
    }

    @Test
    void statusFindsTheAdminSideThroughTheRing() {
        String member = "{\"index\":0,\"name\":\"n1\",\"state\":\"%s\",\"data\":\"%s\",\"admin\":\"%s\",\"zone\":\"a\","
                + "\"weight\":1.0,\"partitions\":256}";
        String alive = member.formatted("alive", node.address(), node.address());
        String dead = member.formatted("dead", "127.0.0.1:9", "127.0.0.1:9").replace("n1", "n2");
        node.on("GET /v1/ring", 200, Map.of(), "{\"members\":[" + alive + "]}");
        node.on(
                "GET /v1/admin/cluster",
                200,
                Map.of(),
                "{\"cluster\":\"c1\",\"epoch\":\"1\",\"n\":3,\"r\":2,\"w\":2,\"healthy\":false,"
                        + "\"partitions\":{\"ok\":0,\"degraded\":200,\"withoutQuorum\":56},\"members\":["
                        + alive + "," + dead + "]}");
        node.on("GET /v1/admin/hints", 200, Map.of(), "{\"pending\":7,\"bytes\":70,\"targets\":[]}");
        assertThat(run("cluster", "status")).isEqualTo(ExitCodes.UNHEALTHY);
        assertThat(shown())
                .contains("N=3 R=2 W=2  degraded")
                .contains("56 without quorum")
                .containsPattern("n1 +alive .* 7\n")
                .containsPattern("n2 +dead .* -\n");
        assertThat(said()).contains("n2 is dead");
    }

    @Test
    void theVersionIsShownToPeopleAndPrograms() throws IOException {
        assertThat(run("version")).isZero();
        assertThat(shown()).startsWith("gramme ").contains(Runtime.version().toString());
        out.reset();
        assertThat(run("version", "-o", "json")).isZero();
        assertThat(Json.read(shown()).path("java").asText())
                .isEqualTo(Runtime.version().toString());
    }

    @Test
    void aWrongCommandSaysWhatWasMeant() {
        assertThat(run("lokate", "b/k")).isEqualTo(ExitCodes.USAGE);
        assertThat(said()).contains("locate");
        assertThat(run("get")).isEqualTo(ExitCodes.USAGE);
        assertThat(run("get", "nokey")).isEqualTo(ExitCodes.USAGE);
        assertThat(said()).contains("BUCKET/KEY");
    }

    @Test
    void localCommandsWithoutAClusterSaySo() {
        assertThat(run("local", "status", "--dir", "/nonexistent/gramme")).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(said()).contains("gramme local up");
    }

    @Test
    void aFileThatCannotBeUsedIsSaidInWords() {
        String nowhere = "/nonexistent/gramme/cart.ndjson";
        assertThat(run("export", "cart", nowhere)).isEqualTo(ExitCodes.ERROR);
        assertThat(said())
                .isEqualTo("gramme: " + nowhere + " does not exist, or its folder does not\n")
                .doesNotContain("\tat ");
    }

    @Test
    void whatShouldNotHappenHasItsTraceOnlyForWhoAsks() {
        ToolFailure quiet = Unforeseen.failure(new IllegalStateException("odd"));
        assertThat(quiet).hasMessageContaining("this should not happen").hasMessageContaining("odd");
        assertThat(run("get", "b/k", "--token", "two\nlines")).isEqualTo(ExitCodes.ERROR);
        assertThat(said()).contains("this should not happen").doesNotContain("\tat ");
        run("get", "b/k", "--token", "two\nlines", "-v");
        assertThat(said()).contains("\tat ");
    }

    @Test
    void aCommandEndsWithoutAWordWhenNobodyReadsItAnyMore() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        node.on("GET /v1/kv/cart/alice", 200, Map.of(), SIBLINGS);
        CommandLine line =
                Gramme.commandLine(new Tool(Outlet.stream(gone, StandardCharsets.UTF_8), new PrintStream(err, true)));
        assertThat(line.execute("watch", "cart/alice", "-o", "json", "-e", node.address()))
                .isEqualTo(ExitCodes.NO_READER);
        assertThat(said()).isEmpty();
    }

    @Test
    void aFullDiskUnderStdoutIsAnError() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        node.on("GET /v1/kv/cart/alice", 200, Map.of(), "apples");
        CommandLine line =
                Gramme.commandLine(new Tool(Outlet.stream(full, StandardCharsets.UTF_8), new PrintStream(err, true)));
        assertThat(line.execute("get", "cart/alice", "-e", node.address())).isEqualTo(ExitCodes.ERROR);
        assertThat(said()).isEqualTo("gramme: stdout cannot be written: No space left on device\n");
    }

    @Test
    void anAddressOfAnotherKindOrPortSaysWhatIsMeant() {
        assertThat(run("get", "b/k", "-e", "ftp://127.0.0.1")).isEqualTo(ExitCodes.USAGE);
        assertThat(said()).contains("'ftp://127.0.0.1' is no address");
        assertThat(run("get", "b/k")).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(said()).contains("-e names a data port");
    }

    @Test
    void theNextPageIsOfTheSamePrefix() {
        node.on("GET /v1/kv/cart", 200, Map.of(), "{\"keys\":[{\"key\":\"ab\"}],\"cursor\":\"CUR\"}");
        run("list", "cart", "--prefix", "a", "--limit", "1");
        assertThat(said()).contains("next: gramme list cart --prefix a --cursor CUR");
    }

    @Test
    void waitingGivesTheTokenToo() {
        node.on("GET /v1/ring", 200, Map.of(), "{\"members\":[]}");
        assertThat(run("cluster", "wait", "--token", "secret")).isZero();
        assertThat(node.requests.get(0).headers()).containsEntry("Authorization", "Bearer secret");
    }

    @Test
    void aNodeThatDoesNotSayItsHintsIsNotOneWithoutHints() {
        String members = "{\"members\":[{\"name\":\"n1\",\"state\":\"alive\",\"data\":\"%1$s\",\"admin\":\"%1$s\"}]}"
                .formatted(node.address());
        node.on("GET /v1/ring", 200, Map.of(), members);
        node.on("GET /v1/admin/cluster", 200, Map.of(), members);
        node.on("GET /v1/admin/hints", 403, Map.of(), "{\"type\":\"x/forbidden\",\"detail\":\"not you\"}");
        run("hints", "list");
        assertThat(said()).contains("n1 does not say what it keeps: forbidden: not you (403)");
    }

    @Test
    void purgingLeavesWhatIsNotTheClusters(@TempDir Path folder) throws IOException {
        LocalCluster cluster = LocalCluster.create(folder, 2, 9);
        Path letter = Files.writeString(folder.resolve("letter.txt"), "dear");
        cluster.purge();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(letter);
        }
        Files.delete(letter);
        LocalCluster.create(folder, 2, 9).purge();
        assertThat(folder).doesNotExist();
    }

    @Test
    void newcomersAloneAreStartedToCompileTheirRehearsal(@TempDir Path folder) throws IOException {
        LocalCluster founded = LocalCluster.create(folder, 2, LocalPorts.freeBase(4));
        LocalCluster.grow(folder, LocalCluster.grow(folder, founded));
        LocalCluster known = LocalCluster.open(folder).orElseThrow();
        assertThat(known.nodes())
                .extracting(node -> known.options(node).contains("-XX:Tier4LoadFeedback"))
                .containsExactly(false, false, true, true);
    }

    @Test
    void foundersAndNewcomersShareAMachineAndInlineLess(@TempDir Path folder) throws IOException {
        LocalCluster founded = LocalCluster.create(folder, 1, LocalPorts.freeBase(2));
        LocalCluster grown = LocalCluster.grow(folder, founded);
        assertThat(grown.nodes())
                .hasSize(2)
                .allSatisfy(node ->
                        assertThat(grown.options(node)).contains("-XX:FreqInlineSize=120", "-XX:PerMethodTrapLimit=0"));
    }
}
