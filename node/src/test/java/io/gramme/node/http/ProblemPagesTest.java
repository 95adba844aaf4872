package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.coordinator.RequestFailure;
import io.gramme.ring.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every problem that a node can answer with has its page: docs/reference/problems/TYPE.md, and a row in the README there. */
class ProblemPagesTest {
    private static final Path PAGES = Path.of("..", "docs", "reference", "problems");
    /** What a plan is refused for beyond the ring's own reasons. */
    private static final Set<String> PLANS = Set.of("no-ring", "unknown-node");

    private static final Pattern MADE =
            Pattern.compile("(?:Problem\\.of|new Bad)\\(\\s*[A-Za-z_0-9]+,\\s*\"([a-z-]+)\"");

    private static Set<String> types() throws IOException {
        Set<String> types = new TreeSet<>();
        for (RequestFailure.Reason reason : RequestFailure.Reason.values()) {
            types.add(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        for (Refusal.Reason reason : Refusal.Reason.values()) {
            types.add(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        types.addAll(PLANS);
        try (Stream<Path> sources = Files.list(Path.of("src", "main", "java", "io", "gramme", "node", "http"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = MADE.matcher(Files.readString(source));
                while (matcher.find()) {
                    types.add(matcher.group(1));
                }
            }
        }
        return types;
    }

    @Test
    void everyTypeHasAPageAndEveryPageAType() throws IOException {
        Set<String> pages = new TreeSet<>();
        try (Stream<Path> files = Files.list(PAGES)) {
            files.map(path -> path.getFileName().toString().replace(".md", ""))
                    .filter(name -> !name.equals("README"))
                    .forEach(pages::add);
        }
        assertThat(types()).hasSizeGreaterThan(25);
        assertThat(pages)
                .as("pages in docs/reference/problems, one for each type of problem")
                .isEqualTo(types());
    }

    @Test
    void everyPageSaysTheSameThingsAndStandsInTheTable() throws IOException {
        String table = Files.readString(PAGES.resolve("README.md"));
        for (String type : types()) {
            String page = Files.readString(PAGES.resolve(type + ".md"));
            assertThat(page).startsWith("# " + type + "\n");
            for (String part : List.of("What happened.", "What it means for your data.", "What to do.")) {
                assertThat(page).as(type).contains("**" + part + "**");
            }
            assertThat(table).contains("[" + type + "](" + type + ".md)");
        }
    }
}
