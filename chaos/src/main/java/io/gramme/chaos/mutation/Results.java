package io.gramme.chaos.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came of every mutation the last time it was hunted, one line each by name. Written anew after every hunt. */
final class Results {
    private static final String HEAD = "# mutation, patch, commit, state, hunt, runs, seed, cpu-ms, said";

    private final Path file;
    private final SortedMap<String, Row> rows = new TreeMap<>();

    private Results(Path file) {
        this.file = file;
    }

    /** With what the file holds; none yet is as good as an empty one. */
    static Results open(Path file) throws IOException {
        Results results = new Results(file);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    Row row = Row.ofLine(line);
                    results.rows.put(row.name(), row);
                }
            }
        }
        return results;
    }

    @Nullable
    Row of(Mutation mutation) {
        return rows.get(mutation.name());
    }

    /** Whether this very patch has got its verdict in this very commit. */
    boolean isDone(Mutation mutation, String commit) {
        Row row = rows.get(mutation.name());
        return row != null
                && row.state() != Row.State.BROKEN
                && row.commit().equals(commit)
                && row.patch().equals(mutation.fingerprint());
    }

    void put(Row row) throws IOException {
        rows.put(row.name(), row);
        write();
    }

    /** Forgets mutations that are no longer there. */
    void keepOnly(List<Mutation> mutations) throws IOException {
        if (rows.keySet().retainAll(mutations.stream().map(Mutation::name).toList())) {
            write();
        }
    }

    private void write() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEAD);
        rows.values().forEach(row -> lines.add(row.toLine()));
        Path absolute = file.toAbsolutePath();
        Path next = absolute.resolveSibling(absolute.getFileName() + ".next");
        Files.write(next, lines);
        Files.move(next, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
