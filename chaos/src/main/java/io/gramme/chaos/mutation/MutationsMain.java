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
 * {@code ./chaos/run mutations}: exit code 0 if every mutation was noticed, 1 if one survived, no longer applies or could not
 * be judged, 2 for a wrong command line. Run from the root of the sources.
 */
public final class MutationsMain {
    static final String DIRECTORY = "chaos/mutations";
    static final String RESULTS = DIRECTORY + "/results.tsv";

    static final String USAGE = """
            usage: ./chaos/run mutations [--seeds COUNT] [--results FILE [--resume]] [NAME ...]
                   ./chaos/run mutations --table
            --results takes down each verdict as it comes; with --resume those that it holds of this commit are not hunted
            again. --table writes the committed verdicts into the docs.""";

    private static final int OPERATIONS = 500;
    private static final long PATIENCE_MINUTES = 90;

    private MutationsMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(run(List.of(arguments), System.out));
    }

    static int run(List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        try {
            MutationOptions options = MutationOptions.parse(arguments);
            List<Mutation> all = Mutation.readAll(Path.of(DIRECTORY));
            if (options.table()) {
                writeTable(all);
                return 0;
            }
            return huntAll(options, all, choose(all, options.names()), out);
        } catch (DoesNotApply broken) {
            out.println(broken.getMessage());
            return 1;
        } catch (IllegalArgumentException wrong) {
            out.println(wrong.getMessage());
            out.println(USAGE);
            return 2;
        }
    }

    private static void writeTable(List<Mutation> all) throws IOException {
        Path document = Path.of(Table.DOCUMENT);
        Files.write(document, Table.renew(Files.readAllLines(document), all, Results.open(Path.of(RESULTS))));
    }

    private static int huntAll(MutationOptions options, List<Mutation> all, List<Mutation> chosen, PrintStream out)
            throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("gramme-mutations");
        String commit = System.getProperty("gramme.commit", "unknown");
        try {
            Bench bench = new Bench(Path.of(""), scratch, System.getProperty("java.class.path"), PATIENCE_MINUTES);
            Campaign campaign = new Campaign(bench, new Bench.Seeds(1, options.seeds(), OPERATIONS), commit);
            String file = options.results();
            Results results = file == null ? null : Results.open(Path.of(file));
            List<Row> rows = new ArrayList<>();
            for (Mutation mutation : chosen) {
                Row known = results != null && options.resume() && results.isDone(mutation, commit)
                        ? results.of(mutation)
                        : null;
                Row row = known != null ? known : campaign.hunt(mutation);
                rows.add(row);
                if (known == null) {
                    out.println(row.progress());
                    if (results != null) {
                        results.put(row);
                    }
                }
            }
            if (results != null) {
                results.keepOnly(all);
            }
            return tell(rows, out);
        } finally {
            delete(scratch);
        }
    }

    private static int tell(List<Row> rows, PrintStream out) {
        List<Row> unnoticed = rows.stream().filter(row -> !row.noticed()).toList();
        unnoticed.forEach(row -> out.println(row.progress()));
        out.printf("%d mutations, %d not noticed%n", rows.size(), unnoticed.size());
        return unnoticed.isEmpty() ? 0 : 1;
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

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
