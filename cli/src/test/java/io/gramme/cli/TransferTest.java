package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Export and import: what is sent, and going on after a break. */
class TransferTest {
    private static final String LINE =
            "{\"bucket\":\"b\",\"key\":\"k%d\",\"siblings\":[{\"contentType\":\"text/plain\",\"text\":\"v%d\"}]}\n";

    @TempDir
    Path folder;

    private FakeNode node;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        node = new FakeNode();
        String member = "{\"name\":\"n1\",\"state\":\"alive\",\"data\":\"" + node.address() + "\"}";
        node.on("GET /v1/ring", 200, Map.of(), "{\"members\":[" + member + "]}");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("-e", node.address()));
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        Tool tool = new Tool(stream, stream);
        return Gramme.commandLine(tool).execute(all.toArray(String[]::new));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private Path lines(int count) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(LINE.formatted(i, i));
            node.on("PUT /v1/kv/b/k" + i, 204, Map.of(), "");
        }
        return Files.writeString(folder.resolve("b.ndjson"), text);
    }

    private List<FakeNode.Request> puts() {
        return node.requests.stream()
                .filter(request -> request.line().startsWith("PUT"))
                .toList();
    }

    @Test
    void everySiblingIsAWriteWithARequestIdOfItsOwn() throws IOException {
        Path file = Files.writeString(
                folder.resolve("x"),
                "{\"bucket\":\"b\",\"keyBase64\":\"/w==\",\"siblings\":[{\"text\":\"1\",\"metadata\":{\"by\":\"me\"}},"
                        + "{\"base64\":\"AAE=\"},{\"value\":{\"a\":1}}]}\n");
        node.on("PUT /v1/kv/b/%FF", 204, Map.of(), "");
        assertThat(run("import", file.toString())).isZero();
        assertThat(puts()).extracting(FakeNode.Request::body).containsExactly("1", "\u0000\u0001", "{\"a\":1}");
        assertThat(puts().get(0).headers()).containsEntry("Gramme-Meta-by", "me");
        assertThat(puts().get(2).headers()).containsEntry("Content-Type", "application/json");
        Set<String> ids = new HashSet<>();
        puts().forEach(put -> ids.add(put.headers().get("Idempotency-Key")));
        assertThat(ids).hasSize(3);
        assertThat(said()).contains("3 values written, 0 skipped, from 1 lines");
    }

    @Test
    void anImportThatBrokeGoesOnAndSendsTheSameIds() throws IOException {
        Path file = lines(40);
        node.on("PUT /v1/kv/b/k20", 400, Map.of(), "{\"type\":\"x/invalid-parameter\",\"detail\":\"no\"}");
        assertThat(run("import", file.toString(), "--outstanding", "4")).isEqualTo(ExitCodes.ERROR);
        assertThat(said()).contains("invalid-parameter");
        assertThat(folder.resolve("b.ndjson.imported")).exists();
        Map<String, String> first = idsByKey();
        node.requests.clear();
        node.on("PUT /v1/kv/b/k20", 204, Map.of(), "");
        assertThat(run("import", file.toString(), "--outstanding", "4")).isZero();
        Map<String, String> second = idsByKey();
        assertThat(second).containsKeys("PUT /v1/kv/b/k20", "PUT /v1/kv/b/k39").doesNotContainKey("PUT /v1/kv/b/k0");
        second.forEach(
                (put, id) -> assertThat(first.getOrDefault(put, id)).as(put).isEqualTo(id));
        assertThat(folder.resolve("b.ndjson.imported")).doesNotExist();
    }

    private Map<String, String> idsByKey() {
        Map<String, String> ids = new java.util.TreeMap<>();
        puts().forEach(put -> ids.put(put.line(), put.headers().get("Idempotency-Key")));
        return ids;
    }

    @Test
    void existingKeysAreLeftAloneWhenAsked() throws IOException {
        Path file = lines(2);
        node.on("PUT /v1/kv/b/k1", 412, Map.of(), "{\"type\":\"x/precondition-failed\"}");
        assertThat(run("import", file.toString(), "--skip-existing")).isZero();
        assertThat(puts().get(0).headers()).containsEntry("If-None-Match", "*");
        assertThat(said()).contains("1 values written, 1 skipped");
    }

    @Test
    void anExportThatBrokeGoesOnWhereItWas() throws IOException {
        String page = "{\"keys\":[{\"key\":\"%s\",\"siblings\":[{\"text\":\"%s\"}]}],\"cursor\":%s}";
        node.on("GET /v1/kv/b", 200, Map.of(), page.formatted("a", "1", "\"C1\""));
        node.afterwards("GET /v1/kv/b", 503, Map.of(), "{\"type\":\"x/overloaded\"}");
        Path file = folder.resolve("out.ndjson");
        assertThat(run("export", "b", file.toString())).isEqualTo(ExitCodes.UNAVAILABLE);
        Files.writeString(file, Files.readString(file) + "{\"half a li");
        node.on("GET /v1/kv/b", 200, Map.of(), page.formatted("z", "2", "null"));
        assertThat(run("export", "b", file.toString())).isZero();
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"key\":\"a\",\"siblings\":[{\"text\":\"1\"}],\"bucket\":\"b\"}",
                        "{\"key\":\"z\",\"siblings\":[{\"text\":\"2\"}],\"bucket\":\"b\"}");
        assertThat(node.requests.get(node.requests.size() - 1).line()).contains("cursor=C1");
        assertThat(folder.resolve("out.ndjson.progress")).doesNotExist();
        assertThat(run("export", "b", file.toString())).isEqualTo(ExitCodes.ERROR);
        assertThat(said()).contains("exists");
    }
}
