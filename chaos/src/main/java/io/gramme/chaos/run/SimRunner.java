package io.gramme.chaos.run;

import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a scenario seed by seed, prints what is red with the command that repeats it, and writes the result file. */
final class SimRunner {
    private static final int PROGRESS_EVERY = 1000;

    private final Scenario scenario;
    private final SimOptions options;
    private final PrintStream out;

    SimRunner(Scenario scenario, SimOptions options, PrintStream out) {
        this.scenario = scenario;
        this.options = options;
        this.out = out;
    }

    /** Returns the number of red seeds. */
    long run() throws IOException {
        String results = options.results();
        if (results == null) {
            return run(new PrintWriter(Writer.nullWriter()));
        }
        Path file = Path.of(results);
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
            return run(writer);
        }
    }

    private long run(PrintWriter results) {
        results.printf("scenario %s, %d operations a seed%n", scenario.name(), options.operations());
        results.println("seed verdict trace events virtual-ms problems");
        long red = 0;
        long events = 0;
        long virtualMillis = 0;
        for (long seed = options.first(); seed <= options.last(); seed++) {
            Verdict verdict = verdictOf(seed);
            events += verdict.events();
            virtualMillis += verdict.virtualMillis();
            results.printf(
                    "%d %s %s %d %d %s%n",
                    seed,
                    verdict.isGreen() ? "green" : "RED",
                    verdict.traceHash(),
                    verdict.events(),
                    verdict.virtualMillis(),
                    String.join("; ", verdict.problems()));
            if (!verdict.isGreen()) {
                red++;
                verdict.problems().forEach(out::println);
                out.printf("seed %d is red; repeat: %s%n", seed, options.repeatCommand(seed));
            }
            if ((seed - options.first() + 1) % PROGRESS_EVERY == 0) {
                out.printf("%d seeds, %d red%n", seed - options.first() + 1, red);
            }
        }
        String summary = String.format(
                "%s: seeds %d..%d, %d operations each: %d red; %d events, %d virtual seconds",
                scenario.name(),
                options.first(),
                options.last(),
                options.operations(),
                red,
                events,
                virtualMillis / 1000);
        results.println(summary);
        out.println(summary);
        return red;
    }

    private Verdict verdictOf(long seed) {
        Trace trace = options.trace() ? Trace.to(out::println) : Trace.hashOnly();
        try {
            return scenario.run(seed, options.operations(), trace);
        } catch (RuntimeException | AssertionError broken) {
            broken.printStackTrace(out);
            return new Verdict(List.of(broken.toString()), trace.hashText(), 0, 0);
        }
    }
}
