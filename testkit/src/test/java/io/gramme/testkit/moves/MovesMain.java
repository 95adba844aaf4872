package io.gramme.testkit.moves;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The command {@code ./chaos/run moves}. */
public final class MovesMain {
    private MovesMain() {}

    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        if (given.size() == 2 && given.get(0).equals("--summary")) {
            summarize(given.get(1));
            return;
        }
        MovesOptions options;
        try {
            options = MovesOptions.parse(given);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println(MovesOptions.USAGE);
            System.exit(2);
            return;
        }
        System.exit(pass(options) ? 0 : 1);
    }

    private static void summarize(String file) throws IOException {
        try {
            System.out.print(Result.table(read(file)));
        } catch (IllegalArgumentException wrong) {
            System.err.println(file + " holds no results of this version: " + wrong.getMessage());
            System.exit(2);
        } catch (NoSuchFileException missing) {
            System.err.println("there is no file " + file);
            System.exit(2);
        }
    }

    /** The folder with the nodes' logs stays whenever a pass is not good: also when it ends by an exception. */
    private static boolean pass(MovesOptions options) throws IOException, InterruptedException {
        boolean good = false;
        MovesRun run = new MovesRun(options);
        try {
            good = run.run();
        } finally {
            if (!good) {
                run.keep();
            }
            run.close();
            String file = options.results();
            System.out.print(Result.table(file == null ? run.results() : read(file)));
        }
        return good;
    }

    private static List<Result> read(String file) throws IOException {
        return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8).stream()
                .map(Result::parse)
                .toList();
    }
}
