package io.gramme.chaos.mutation;

import java.time.Duration;

/**
 * What came of a hunt.
 *
 * @param red whether something was noticed
 * @param runs seeds or tests that were run
 * @param seed of the first red run; 0 for a test
 * @param cpuMillis what the hunt took of a core, start of its process included
 * @param said by the checker, one line
 */
record Catch(boolean red, long runs, long seed, long cpuMillis, String said) {
    private static final String RED = "RED";
    private static final String GREEN = "GREEN";
    private static final int WORDS = 5;
    private static final int MOST_CHARACTERS = 200;

    static Catch red(long runs, long seed, String said) {
        return new Catch(true, runs, seed, cpuOfThisProcess(), said);
    }

    static Catch green(long runs) {
        return new Catch(false, runs, 0, cpuOfThisProcess(), "");
    }

    private static long cpuOfThisProcess() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .orElse(0L);
    }

    /** The line by which a child process tells it. */
    String toLine() {
        return String.join(" ", red ? RED : GREEN, runs + "", seed + "", cpuMillis + "", oneLine(said));
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").trim();
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS - 1) + "…";
    }

    /** Whether a line of a child process tells what came of it. */
    static boolean isTold(String line) {
        return line.matches("(" + RED + "|" + GREEN + ")( [0-9]+){3} .*");
    }

    /** Reads such a line. */
    static Catch ofLine(String line) {
        String[] words = line.split(" ", WORDS);
        return new Catch(
                words[0].equals(RED),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                words[4]);
    }
}
