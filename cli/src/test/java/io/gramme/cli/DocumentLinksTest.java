package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every link of every document leads somewhere; every page of docs/ can be reached; the README keeps its length. */
class DocumentLinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final int MOST_README_LINES = 150;
    private static final int MOST_ARCHITECTURE_LINES = 250;

    private static List<Path> documents() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(path -> path.toString().endsWith(".md"))
                    .filter(path -> Stream.of("target", ".dev", ".git", "node_modules")
                            .noneMatch(
                                    hidden -> ROOT.relativize(path).toString().contains(hidden + "/")))
                    .sorted()
                    .toList();
        }
    }

    /** The text without fenced code, in which brackets mean something else. */
    private static String prose(Path document) throws IOException {
        StringBuilder out = new StringBuilder();
        boolean fenced = false;
        for (String line : Files.readAllLines(document)) {
            boolean fence = line.stripLeading().startsWith("```");
            fenced ^= fence;
            out.append(fenced || fence ? "" : line).append('\n');
        }
        return out.toString().replaceAll("`[^`\n]*`", "``");
    }

    private static List<String> links(Path document) throws IOException {
        List<String> links = new ArrayList<>();
        Matcher matcher = LINK.matcher(prose(document));
        while (matcher.find()) {
            if (!matcher.group(1).matches("[a-z]+:.*")) {
                links.add(matcher.group(1));
            }
        }
        return links;
    }

    /** Anchors as GitHub makes them of headings. */
    private static Set<String> anchors(Path document) throws IOException {
        Set<String> anchors = new HashSet<>();
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith("#")) {
                anchors.add(line.replaceFirst("^#+ *", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'));
            }
        }
        return anchors;
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (String link : links(document)) {
                int sharp = link.indexOf('#');
                String file = sharp < 0 ? link : link.substring(0, sharp);
                Path target = file.isEmpty()
                        ? document
                        : document.resolveSibling(file).normalize();
                boolean found = Files.exists(target);
                if (found && sharp >= 0 && target.toString().endsWith(".md")) {
                    found = anchors(target).contains(link.substring(sharp + 1));
                }
                if (!found) {
                    broken.add(ROOT.relativize(document) + " -> " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageOfDocsCanBeReachedFromTheirIndex() throws IOException {
        Path index = ROOT.resolve("docs/README.md");
        Set<Path> reached = new HashSet<>(Set.of(index));
        List<Path> open = new ArrayList<>(List.of(index));
        while (!open.isEmpty()) {
            Path document = open.remove(0);
            for (String link : links(document)) {
                Path target =
                        document.resolveSibling(link.replaceFirst("#.*", "")).normalize();
                if (target.toString().endsWith(".md") && Files.exists(target) && reached.add(target)) {
                    open.add(target);
                }
            }
        }
        assertThat(documents())
                .filteredOn(path -> path.startsWith(ROOT.resolve("docs")))
                .allMatch(reached::contains);
    }

    @Test
    void theFirstDocumentsStayShort() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(MOST_README_LINES);
        assertThat(Files.readAllLines(ROOT.resolve("ARCHITECTURE.md")))
                .hasSizeLessThanOrEqualTo(MOST_ARCHITECTURE_LINES);
    }
}
