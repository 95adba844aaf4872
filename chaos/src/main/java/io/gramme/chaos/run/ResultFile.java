package io.gramme.chaos.run;

import io.gramme.chaos.sim.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts of a run, one line a seed in ascending order, so that a run that was ended goes on where it stopped. What it
 * holds depends on the scenario, the operations and the code alone.
 */
final class ResultFile implements AutoCloseable {
    private final PrintWriter writer;

    private ResultFile(PrintWriter writer) {
        this.writer = writer;
    }

    /** Where there is none. */
    static ResultFile none() {
        return new ResultFile(new PrintWriter(Writer.nullWriter()));
    }

    /** A new file, or with {@code resume} the one that is there. */
    static ResultFile open(Path file, SimOptions options) throws IOException {
        if (options.output().resume() && Files.exists(file)) {
            return new ResultFile(new PrintWriter(Files.newBufferedWriter(file, StandardOpenOption.APPEND), false));
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file));
        writer.println(head(options));
        writer.println("seed verdict trace events virtual-ms problems");
        return new ResultFile(writer);
    }

    private static String head(SimOptions options) {
        return "scenario " + options.scenario() + ", " + options.operations() + " operations a seed";
    }

    /**
     * The first seed that is not in the file.
     *
     * @throws SimOptions.WrongUsage when the file is of another run
     */
    static long firstMissing(@Nullable Path file, SimOptions options) throws IOException, SimOptions.WrongUsage {
        if (file == null || !options.output().resume() || !Files.exists(file)) {
            return options.first();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(head(options))) {
            throw new SimOptions.WrongUsage(file + " does not begin with '" + head(options) + "'");
        }
        long next = options.first();
        for (String line : lines) {
            if (line.startsWith(next + " ")) {
                next++;
            }
        }
        return next;
    }

    void add(long seed, Verdict verdict) {
        writer.printf(
                "%d %s %s %d %d %s%n",
                seed,
                verdict.isGreen() ? "green" : "RED",
                verdict.traceHash(),
                verdict.events(),
                verdict.virtualMillis(),
                String.join("; ", verdict.problems()));
        writer.flush();
    }

    void summary(String text) {
        writer.println(text);
    }

    @Override
    public void close() {
        writer.close();
    }
}
