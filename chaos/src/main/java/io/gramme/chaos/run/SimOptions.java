package io.gramme.chaos.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a run.
 *
 * @param first first seed
 * @param last last seed, inclusive
 * @param operations drawn by each seed
 * @param jobs seeds that run at once, each on a thread of its own
 * @param output what is printed and written
 */
record SimOptions(String scenario, long first, long last, int operations, int jobs, Output output) {
    private static final int MOST_JOBS = 64;

    static final String USAGE = """
            usage: ./chaos/run sim --seeds A..B | --seed N [--trace] [--shrink]
                       [--scenario NAME] [--operations COUNT] [--jobs COUNT] [--results FILE [--resume]]
            exit codes: 0 all green, 1 a red seed, 2 wrong usage""";

    /**
     * What comes out.
     *
     * @param trace whether the trace goes to the standard output
     * @param shrink whether red seeds are shrunk
     * @param results the file that takes the verdicts, or {@code null}
     * @param resume whether seeds that are in that file already are left out
     */
    record Output(boolean trace, boolean shrink, @Nullable String results, boolean resume) {}

    /** A command line that makes no sense. */
    static final class WrongUsage extends Exception {
        private static final long serialVersionUID = 1L;

        WrongUsage(String message) {
            super(message);
        }
    }

    static SimOptions parse(List<String> arguments, String defaultScenario) throws WrongUsage {
        String scenario = defaultScenario;
        String seeds = null;
        String results = null;
        int operations = 500;
        int jobs = 1;
        boolean trace = false;
        boolean shrink = false;
        boolean resume = false;
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--trace" -> trace = true;
                case "--shrink" -> shrink = true;
                case "--resume" -> resume = true;
                case "--seed", "--seeds" -> seeds = value(arguments, i++);
                case "--scenario" -> scenario = value(arguments, i++);
                case "--operations" -> operations = (int) number(value(arguments, i++));
                case "--jobs" -> jobs = (int) number(value(arguments, i++));
                case "--results" -> results = value(arguments, i++);
                default -> throw new WrongUsage("unknown argument " + arguments.get(i));
            }
        }
        if (seeds == null) {
            throw new WrongUsage("which seeds?");
        }
        if (jobs < 1 || jobs > MOST_JOBS || (trace && jobs > 1) || (resume && results == null)) {
            throw new WrongUsage("1 to 64 jobs, one with --trace; --resume needs --results");
        }
        int dots = seeds.indexOf("..");
        long first = number(dots < 0 ? seeds : seeds.substring(0, dots));
        long last = dots < 0 ? first : number(seeds.substring(dots + 2));
        if (first > last || operations < 1) {
            throw new WrongUsage("no seed in " + seeds + ", or no operations");
        }
        return new SimOptions(scenario, first, last, operations, jobs, new Output(trace, shrink, results, resume));
    }

    private static String value(List<String> arguments, int at) throws WrongUsage {
        if (at + 1 >= arguments.size()) {
            throw new WrongUsage(arguments.get(at) + " needs a value");
        }
        return arguments.get(at + 1);
    }

    private static long number(String text) throws WrongUsage {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new WrongUsage("not a number: " + text);
        }
    }

    /** The command that repeats one seed of this run with its trace. */
    String repeatCommand(long seed) {
        return "./chaos/run sim --scenario " + scenario + " --operations " + operations + " --seed " + seed
                + " --trace";
    }
}
