package io.gramme.gossip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A Markdown table of measured figures: printed, and added to the file named by gramme.gossip.figures, if any. */
final class Figures {
    private final StringBuilder table = new StringBuilder();

    Figures(String title, String... columns) {
        table.append("\n## ").append(title).append("\n\n");
        row((Object[]) columns);
        table.append("|").append("---|".repeat(columns.length)).append('\n');
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    void row(Object... cells) {
        table.append(Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    void print() {
        System.out.print(table);
        String file = System.getProperty("gramme.gossip.figures");
        if (file != null) {
            try {
                Files.writeString(Path.of(file), table, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
