package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What resolving writes, beyond what the golden conversations show. */
class ResolveTest {
    private static final String SIBLINGS = """
            {"bucket":"b","key":"k","context":"CTX","siblings":[
             {"tag":"T1","contentType":"image/png","lastModified":"2026-01-01T00:00:00Z","size":3,"base64":"AAH/"},
             {"tag":"T2","contentType":"text/plain","lastModified":"2026-01-01T00:00:05Z","size":1,"text":"x"}]}
            """;

    @TempDir
    Path folder;

    private FakeNode node;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        node = new FakeNode();
        node.on("GET /v1/kv/b/k", 200, Map.of("Gramme-Context", "CTX"), SIBLINGS);
        node.on("PUT /v1/kv/b/k", 204, Map.of(), "");
    }

    @AfterEach
    void stop() {
        node.close();
        System.clearProperty("gramme.editor");
    }

    private int run(String... words) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Tool tool = new Tool(nowhere, new PrintStream(err, true, StandardCharsets.UTF_8));
        tool.endpoints.add(node.address());
        String[] all = new String[words.length + 4];
        System.arraycopy(new String[] {"resolve", "b/k", "-e", node.address()}, 0, all, 0, 4);
        System.arraycopy(words, 0, all, 4, words.length);
        return Gramme.commandLine(tool).execute(all);
    }

    private FakeNode.Request put() {
        return node.requests.get(node.requests.size() - 1);
    }

    /** The fake gives one answer for the path, whatever the query; what is picked is asked for by its tag. */
    @Test
    void aPickedSiblingKeepsItsBytesItsTypeAndItsMetadata() {
        node.on(
                "GET /v1/kv/b/k",
                200,
                Map.of("Gramme-Context", "CTX", "Content-Type", "image/png", "Gramme-Meta-Owner", "me"),
                SIBLINGS);
        assertThat(run("--pick", "T1", "--w", "3")).isZero();
        assertThat(node.requests.get(1).line()).isEqualTo("GET /v1/kv/b/k?sibling=T1");
        assertThat(put().line()).isEqualTo("PUT /v1/kv/b/k?w=3");
        assertThat(put().headers())
                .containsEntry("Gramme-Context", "CTX")
                .containsEntry("Content-Type", "image/png")
                .containsEntry("Gramme-Meta-Owner", "me")
                .containsKey("Idempotency-Key");
    }

    @Test
    void theNewestIsAskedForByItsTag() {
        assertThat(run("--newest")).isZero();
        assertThat(node.requests.get(1).line()).isEqualTo("GET /v1/kv/b/k?sibling=T2");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theEditorShowsAllAndWhatItSavesIsWritten() throws IOException {
        Path seen = folder.resolve("seen");
        editor("cp \"$1\" " + seen + "\nprintf 'joined\\n' > \"$1\"");
        assertThat(run("--editor")).isZero();
        assertThat(Files.readString(seen))
                .contains("<<<<<<< sibling T1\nbase64 AAH/")
                .contains("<<<<<<< sibling T2\nx");
        assertThat(put().body()).isEqualTo("joined");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nothingIsWrittenWhenTheEditorFailsOrLeavesTheMarks() throws IOException {
        editor("exit 3");
        assertThat(run("--editor")).isEqualTo(ExitCodes.ERROR);
        editor("true");
        assertThat(run("--editor")).isEqualTo(ExitCodes.ERROR);
        assertThat(node.requests).noneMatch(request -> request.line().startsWith("PUT"));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("ended with 3")
                .contains("still has lines");
    }

    private void editor(String body) throws IOException {
        Path script = folder.resolve("editor");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        System.setProperty("gramme.editor", script.toString());
    }
}
