package io.gramme.chaos.run;

import io.gramme.chaos.reach.Reached;
import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a scenario seed by seed, prints what is red with the command that repeats it, and writes the result file. */
final class SimRunner {
    private static final int PROGRESS_EVERY = 1000;
    /** Verdicts that may wait for that of an earlier seed, for each job. */
    private static final int AHEAD = 4;

    private final Scenario scenario;
    private final SimOptions options;
    private final PrintStream out;
    private long seeds;
    private long red;
    private long events;
    private long virtualMillis;

    SimRunner(Scenario scenario, SimOptions options, PrintStream out) {
        this.scenario = scenario;
        this.options = options;
        this.out = out;
    }

    /** Returns the number of red seeds. */
    long run() throws IOException, SimOptions.WrongUsage {
        String name = options.output().results();
        Path file = name == null ? null : Path.of(name);
        long first = ResultFile.firstMissing(file, options);
        if (first > options.first()) {
            out.printf("seeds %d..%d are in %s already%n", options.first(), first - 1, file);
        }
        try (ResultFile results = file == null ? ResultFile.none() : ResultFile.open(file, options)) {
            if (options.jobs() == 1) {
                for (long seed = first; seed <= options.last(); seed++) {
                    take(seed, verdictOf(seed), results);
                }
            } else {
                runInParallel(first, results);
            }
            String summary = summary(first);
            results.summary(summary);
            out.println(summary);
            judgeReach();
        }
        return red;
    }

    /** A long run that met too little is as good as red. */
    private void judgeReach() {
        Reached reached = scenario.reached();
        if (reached == null) {
            return;
        }
        out.println("what these seeds met:");
        reached.lines().forEach(out::println);
        List<String> missing = reached.missing(seeds);
        missing.forEach(line -> out.println("met too seldom: " + line));
        red += missing.size();
    }

    private record Running(long seed, Future<Verdict> verdict) {}

    private void runInParallel(long first, ResultFile results) {
        ExecutorService threads = Executors.newFixedThreadPool(options.jobs());
        Deque<Running> running = new ArrayDeque<>();
        try {
            for (long seed = first; seed <= options.last(); seed++) {
                long next = seed;
                running.add(new Running(seed, threads.submit(() -> verdictOf(next))));
                if (running.size() > options.jobs() * AHEAD) {
                    await(running.remove(), results);
                }
            }
            while (!running.isEmpty()) {
                await(running.remove(), results);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void await(Running oldest, ResultFile results) {
        try {
            take(oldest.seed, oldest.verdict.get(), results);
        } catch (InterruptedException | ExecutionException impossible) {
            throw new IllegalStateException("seed " + oldest.seed + " has no verdict", impossible);
        }
    }

    private void take(long seed, Verdict verdict, ResultFile results) {
        seeds++;
        events += verdict.events();
        virtualMillis += verdict.virtualMillis();
        results.add(seed, verdict);
        if (!verdict.isGreen()) {
            red++;
            verdict.problems().forEach(out::println);
            out.printf("seed %d is red; repeat: %s%n", seed, options.repeatCommand(seed));
            if (options.output().shrink()) {
                scenario.shrink(seed, options.operations()).forEach(out::println);
            }
        }
        if (seeds % PROGRESS_EVERY == 0) {
            out.printf("%d seeds, %d red%n", seeds, red);
        }
    }

    private String summary(long first) {
        return String.format(
                "%s: seeds %d..%d, %d operations each: %d red; %d events, %d virtual seconds",
                scenario.name(), first, options.last(), options.operations(), red, events, virtualMillis / 1000);
    }

    private Verdict verdictOf(long seed) {
        Trace trace = options.output().trace() ? Trace.to(out::println) : Trace.hashOnly();
        try {
            return scenario.run(seed, options.operations(), trace);
        } catch (RuntimeException | AssertionError broken) {
            broken.printStackTrace(out);
            return new Verdict(List.of(broken.toString()), trace.hashText(), 0, 0);
        }
    }
}
