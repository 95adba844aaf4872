package io.gramme.chaos.mutation;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * {@code ./chaos/run mutations [NAME ...]}: exit code 0 if every mutation was noticed, 1 if one survived or no longer
 * applies, 2 for a wrong command line. Run from the root of the sources.
 */
public final class MutationsMain {
    static final String DIRECTORY = "chaos/mutations";
    private static final Bench.Effort EFFORT = new Bench.Effort(
            Long.getLong("gramme.mutations.seeds", 1_000), Integer.getInteger("gramme.mutations.operations", 500));

    private MutationsMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(run(List.of(arguments), System.out));
    }

    private static int run(List<String> names, PrintStream out) throws IOException, InterruptedException {
        List<Mutation> mutations;
        try {
            mutations = choose(Mutation.readAll(Path.of(DIRECTORY)), names);
        } catch (DoesNotApply broken) {
            out.println(broken.getMessage());
            return 1;
        } catch (IllegalArgumentException wrong) {
            out.println(wrong.getMessage());
            out.println("usage: ./chaos/run mutations [NAME ...]");
            return 2;
        }
        Path scratch = Files.createTempDirectory("gramme-mutations");
        try {
            Bench bench =
                    new Bench(Path.of("").toAbsolutePath(), scratch, System.getProperty("java.class.path"), EFFORT);
            List<Row> rows = new ArrayList<>();
            for (Mutation mutation : mutations) {
                Row row = hunt(bench, mutation);
                out.println(row.progress());
                rows.add(row);
            }
            rows.forEach(row -> out.println(row.line()));
            long alive = rows.stream().filter(row -> !row.noticed()).count();
            out.printf("%d mutations, %d not noticed%n", rows.size(), alive);
            return alive == 0 ? 0 : 1;
        } finally {
            delete(scratch);
        }
    }

    private static List<Mutation> choose(List<Mutation> all, List<String> names) {
        TreeSet<String> unknown = new TreeSet<>(names);
        all.forEach(mutation -> unknown.remove(mutation.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no mutation " + unknown);
        }
        return all.stream()
                .filter(mutation -> names.isEmpty() || names.contains(mutation.name()))
                .toList();
    }

    private static Row hunt(Bench bench, Mutation mutation) throws IOException, InterruptedException {
        Path classes;
        try {
            classes = bench.make(mutation);
        } catch (DoesNotApply rotten) {
            return new Row(mutation, "", new Catch(false, 0, 0, ""), String.valueOf(rotten.getMessage()));
        }
        Catch last = new Catch(false, 0, 0, "");
        for (Hunt hunt : mutation.hunts()) {
            last = bench.run(hunt, classes);
            if (last.red()) {
                return new Row(mutation, hunt.toString(), last, "");
            }
        }
        return new Row(mutation, "", last, "SURVIVED");
    }

    /** A line of the table in the docs. */
    private record Row(Mutation mutation, String hunt, Catch caught, String failure) {
        boolean noticed() {
            return caught.red();
        }

        String progress() {
            return mutation.name() + ": " + (noticed() ? "red after " + caught.runs() + " of " + hunt : failure);
        }

        String line() {
            String when = noticed() ? caught.runs() + " | " + hunt + " " + caught.seed() : "- | -";
            String said = noticed() ? caught.said() : failure;
            return "| " + mutation.name() + " | " + mutation.rule() + " | " + when + " | " + said.replace("|", "\\|")
                    + " |";
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
