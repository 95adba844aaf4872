package io.gramme.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Conversations as text: each file in src/test/resources/golden holds commands ({@code > ...}) and all that they led to.
 * {@code -Dgramme.golden.rewrite=true} writes the files anew; a difference may be committed only once it is understood.
 */
class GoldenScriptTest {
    private static final boolean REWRITE = Boolean.getBoolean("gramme.golden.rewrite");

    @TestFactory
    List<DynamicTest> conversationsGoAsWritten() throws IOException {
        Path folder = Stream.of("src/test/resources/golden", "gossip/src/test/resources/golden")
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }

    private static void compare(Path file) throws IOException {
        String written = Files.readString(file);
        String played = play(written);
        if (REWRITE) {
            Files.writeString(file, played);
        } else {
            assertThat(played).isEqualTo(written);
        }
    }

    private static String play(String script) {
        Conversation conversation = new Conversation();
        StringBuilder out = new StringBuilder();
        for (String line : script.split("\n")) {
            if (line.startsWith("#")) {
                out.append(line).append('\n');
            } else if (line.startsWith("> ")) {
                out.append('\n').append(line).append('\n');
                conversation
                        .command(line.substring(2).trim().split(" +"))
                        .forEach(said -> out.append(said).append('\n'));
            }
        }
        return out.toString();
    }
}
