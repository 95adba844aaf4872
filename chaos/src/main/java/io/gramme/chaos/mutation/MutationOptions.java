package io.gramme.chaos.mutation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param seeds at most so many of a scenario
 * @param results the file that takes the verdicts, or {@code null}
 * @param resume whether what that file holds of this commit is left out
 * @param table whether to write the table into the docs instead
 * @param names of the mutations to hunt; none for all
 */
record MutationOptions(long seeds, @Nullable String results, boolean resume, boolean table, List<String> names) {
    private static final long SEEDS = 1_000;

    /** @throws IllegalArgumentException when it makes no sense */
    static MutationOptions parse(List<String> arguments) {
        long seeds = SEEDS;
        String results = null;
        boolean resume = false;
        boolean table = false;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--seeds" -> seeds = Long.parseLong(value(arguments, i++));
                case "--results" -> results = value(arguments, i++);
                case "--resume" -> resume = true;
                case "--table" -> table = true;
                default -> names.add(name(arguments.get(i)));
            }
        }
        if (seeds < 1 || (resume && results == null) || (table && arguments.size() > 1)) {
            throw new IllegalArgumentException("at least one seed; --resume needs --results; --table stands alone");
        }
        return new MutationOptions(seeds, results, resume, table, List.copyOf(names));
    }

    private static String name(String argument) {
        if (argument.startsWith("-")) {
            throw new IllegalArgumentException("unknown argument " + argument);
        }
        return argument;
    }

    private static String value(List<String> arguments, int at) {
        if (at + 1 >= arguments.size()) {
            throw new IllegalArgumentException(arguments.get(at) + " needs a value");
        }
        return arguments.get(at + 1);
    }
}
