package io.gramme.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Commands of the tool, one a line, in one process: history (kept in {@link Home}), completion from the command tree, words
 * in quotes. Reads from a pipe as well.
 */
final class Shell {
    private final Tool tool;
    private final Function<List<String>, List<String>> complete;
    private final Names names;

    /**
     * @param complete adds to each command what the user need not write, such as where the cluster is
     * @param target the cluster whose keys and buckets are completed
     */
    Shell(Tool tool, Function<List<String>, List<String>> complete, Supplier<Target> target) {
        this.tool = tool;
        this.complete = complete;
        this.names = new Names(target);
    }

    /** Runs until {@code exit} or the end of the input. */
    void run() throws IOException {
        CommandLine tree = Commands.all(tool);
        DefaultParser parser = new DefaultParser();
        // A backslash is data here, as in a value.
        parser.setEscapeChars(new char[0]);
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(true).build()) {
            Path history = Home.directory().resolve("history");
            Files.createDirectories(Home.directory());
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .parser(parser)
                    .completer(new TreeCompleter(tree.getCommandSpec(), names))
                    .variable(LineReader.HISTORY_FILE, history)
                    .build();
            boolean more = true;
            while (more) {
                more = line(reader, parser, tree);
            }
        }
    }

    private boolean line(LineReader reader, DefaultParser parser, CommandLine tree) {
        try {
            String line = reader.readLine(Boolean.getBoolean("gramme.inTerminal") ? "gramme> " : "")
                    .strip();
            return line.isEmpty() || execute(words(parser, line), tree);
        } catch (UserInterruptException again) {
            return true;
        } catch (EndOfFileException end) {
            return false;
        } catch (SyntaxError unfinished) {
            tool.console().error("gramme: " + unfinished.getMessage());
            return true;
        }
    }

    static List<String> words(DefaultParser parser, String line) {
        return new ArrayList<>(parser.parse(line, line.length()).words().stream()
                .filter(word -> !word.isEmpty())
                .toList());
    }

    /** @return whether to go on */
    private boolean execute(List<String> words, CommandLine tree) {
        if (words.get(0).equals("gramme")) {
            words.remove(0);
        }
        String first = words.isEmpty() ? "" : words.get(0);
        switch (first) {
            case "" -> {}
            case "exit", "quit" -> {
                return false;
            }
            case "help" -> {
                if (words.size() > 1) {
                    return execute(new ArrayList<>(List.of(Gramme.meant(words.toArray(String[]::new)))), tree);
                }
                tree.usage(new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8));
            }
            case "shell", "demo" -> tool.console().error("gramme: you are in the shell already");
            default -> {
                Tool fresh = tool.again();
                String[] all = complete.apply(words).toArray(String[]::new);
                Gramme.ready(Commands.forArguments(fresh, all), fresh).execute(all);
            }
        }
        return true;
    }

    /** Completes subcommands and options by the tree of commands, keys and buckets by what the cluster has. */
    static final class TreeCompleter implements Completer {
        private final CommandSpec root;
        private final Names names;

        TreeCompleter(CommandSpec root, Names names) {
            this.root = root;
            this.names = names;
        }

        @Override
        public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
            candidates(line.words().subList(0, line.wordIndex()), line.word()).forEach(text -> {
                // After a bucket its key follows, without a space.
                boolean whole = !text.endsWith("/");
                candidates.add(new Candidate(text, text, null, null, null, null, whole));
            });
        }

        /** What may stand after these words and begins so. */
        List<String> candidates(List<String> before, String begin) {
            CommandSpec spec = root;
            for (String word : before) {
                CommandLine next = spec.subcommands().get(word);
                spec = next == null ? spec : next.getCommandSpec();
            }
            List<String> found = new ArrayList<>();
            if (begin.startsWith("-")) {
                spec.options().stream()
                        .filter(option -> !option.hidden())
                        .forEach(option -> found.add(option.longestName()));
            } else {
                spec.subcommands().forEach((name, command) -> {
                    if (!command.getCommandSpec().usageMessage().hidden()) {
                        found.add(name);
                    }
                });
                if (spec == root) {
                    found.addAll(List.of("help", "exit"));
                }
                found.addAll(values(spec, before, begin));
            }
            return found.stream()
                    .filter(text -> text.startsWith(begin))
                    .sorted()
                    .toList();
        }

        /** What may be a command's first argument, if that is what comes next. */
        private List<String> values(CommandSpec spec, List<String> before, String begin) {
            boolean first = !before.isEmpty() && before.get(before.size() - 1).equals(spec.name());
            if (!first || spec.positionalParameters().isEmpty()) {
                return List.of();
            }
            return switch (spec.positionalParameters().get(0).paramLabel()) {
                case "B/K" -> names.keys(begin);
                case "BUCKET" -> names.buckets();
                default -> List.of();
            };
        }
    }
}
