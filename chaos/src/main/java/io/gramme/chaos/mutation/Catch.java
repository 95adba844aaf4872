package io.gramme.chaos.mutation;

/**
 * What came of a hunt.
 *
 * @param red whether the mutation was noticed
 * @param runs seeds or tests that were run
 * @param seed of the first red run; 0 for a test
 * @param said by the checker, one line
 */
record Catch(boolean red, long runs, long seed, String said) {
    private static final String RED = "RED ";
    private static final String GREEN = "GREEN ";
    private static final int MOST_CHARACTERS = 200;

    /** The line by which a child process tells it. */
    String toLine() {
        return red ? RED + runs + " " + seed + " " + oneLine(said) : GREEN + runs;
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").trim();
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS - 1) + "…";
    }

    /** Whether a line of a child process tells what came of it. */
    static boolean isTold(String line) {
        return line.startsWith(RED) || line.startsWith(GREEN);
    }

    /** Reads such a line. */
    static Catch ofLine(String line) {
        String[] words = line.split(" ", 4);
        return words[0].equals(RED.trim())
                ? new Catch(true, Long.parseLong(words[1]), Long.parseLong(words[2]), words[3])
                : new Catch(false, Long.parseLong(words[1]), 0, "");
    }
}
