package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.client.GrammeClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** The tool as a process: colours only where somebody looks, exit codes and streams for scripts, completion in bash. */
class TerminalTest {
    private static final String ESCAPE = "\u001b[";

    @TempDir
    Path folder;

    private FakeNode node;

    @BeforeEach
    void start() throws IOException {
        node = new FakeNode();
        node.on("GET /v1/kv/b/none", 404, Map.of(), "{\"type\":\"x/key-not-found\",\"detail\":\"nothing here\"}");
        node.on("GET /v1/kv/b/k", 200, Map.of(), "value");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** Where the tool's classes come from; the property names only the test runner's jar. */
    private static String classPath() {
        return Stream.of(
                        Gramme.class,
                        CommandLine.class,
                        JsonNode.class,
                        JsonFactory.class,
                        JsonInclude.class,
                        Yaml.class,
                        GrammeClient.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private record Ran(int code, String out, String err) {}

    private Ran run(Map<String, String> environment, boolean terminal, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dgramme.terminal=" + terminal,
                "-Dgramme.errTerminal=" + terminal,
                "-Dgramme.dir=" + folder,
                "-cp",
                classPath(),
                Gramme.class.getName()));
        command.addAll(List.of(words));
        return ran(command, environment);
    }

    private Ran ran(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().remove("NO_COLOR");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void coloursAreForTerminalsThatDoNotRefuseThem() throws Exception {
        String[] words = {"get", "b/none", "-e", node.address()};
        Ran shown = run(Map.of(), true, words);
        assertThat(shown.err()).contains(ESCAPE).contains("nothing here");
        assertThat(shown.code()).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(run(Map.of("NO_COLOR", "1"), true, words).err()).doesNotContain(ESCAPE);
        assertThat(run(Map.of(), false, words).err()).doesNotContain(ESCAPE);
        assertThat(run(Map.of(), true, "get", "b/none", "--no-color", "-e", node.address())
                        .err())
                .doesNotContain(ESCAPE);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeGetsTheBytesAndNothingElse() throws Exception {
        Ran piped = run(Map.of("GRAMME_ENDPOINTS", "http://" + node.address()), false, "get", "b/k");
        assertThat(piped).isEqualTo(new Ran(0, "value", ""));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void bashCompletesByThePrintedScript() throws Exception {
        Path script = folder.resolve("completion");
        Files.writeString(script, run(Map.of(), false, "completion", "bash").out(), StandardCharsets.UTF_8);
        String probe =
                "source " + script + "; COMP_WORDS=(gramme clu); COMP_CWORD=1; COMP_LINE='gramme clu'; COMP_POINT=10;"
                        + " _complete_gramme gramme clu gramme; echo \"${COMPREPLY[@]}\"";
        Ran completed = ran(List.of("bash", "-c", probe), Map.of());
        assertThat(completed.out().strip()).as(completed.err()).isEqualTo("cluster");
        assertThat(run(Map.of(), false, "completion", "zsh").out()).startsWith("autoload -U +X compinit");
    }
}
