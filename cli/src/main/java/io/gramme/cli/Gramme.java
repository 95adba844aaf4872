package io.gramme.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts the tool. */
public final class Gramme {
    private Gramme() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Tool tool = new Tool(System.out, System.err);
        System.exit(ready(Commands.forArguments(tool, arguments), tool).execute(arguments));
    }

    /** The whole tree, ready to run. */
    static CommandLine commandLine(Tool tool) {
        return ready(Commands.all(tool), tool);
    }

    /** Adds what every tree has. */
    static CommandLine ready(CommandLine line, Tool tool) {
        line.getCommandSpec()
                .usageMessage()
                .footer("", "Also: gramme server runs one node, gramme config check|print shows its configuration.");
        line.setCaseInsensitiveEnumValuesAllowed(true);
        Faults faults = new Faults(tool);
        line.setParameterExceptionHandler(faults);
        line.setExecutionExceptionHandler(faults);
        return line;
    }

    /** What becomes of failures. A class, since the class archive takes no lambda of picocli's types. */
    private static final class Faults
            implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
        private final Tool tool;

        Faults(Tool tool) {
            this.tool = tool;
        }

        @Override
        public int handleExecutionException(Exception thrown, CommandLine command, CommandLine.ParseResult parsed)
                throws Exception {
            if (thrown instanceof ToolFailure failure) {
                tool.console().fail(failure);
                return failure.exitCode();
            }
            throw thrown;
        }

        @Override
        public int handleParseException(ParameterException wrong, String[] arguments) {
            PrintWriter err = wrong.getCommandLine().getErr();
            String command = unknownCommand(wrong);
            if (!command.isEmpty()) {
                sayUnknown(command, wrong.getCommandLine(), err);
                return ExitCodes.USAGE;
            }
            err.println("gramme: " + wrong.getMessage());
            if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
                String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
                err.println("next: " + name + " --help");
            }
            err.flush();
            return ExitCodes.USAGE;
        }

        /** The word that stands where a command's name is wanted; empty when something else is wrong. */
        private static String unknownCommand(ParameterException wrong) {
            if (!(wrong instanceof UnmatchedArgumentException unmatched)
                    || wrong.getCommandLine().getSubcommands().isEmpty()) {
                return "";
            }
            String first = unmatched.getUnmatched().get(0);
            return first.startsWith("-") ? "" : first;
        }

        private static void sayUnknown(String word, CommandLine parent, PrintWriter err) {
            String before = parent.getCommandSpec().qualifiedName();
            List<String> names = parent.getSubcommands().entrySet().stream()
                    .filter(one ->
                            !one.getValue().getCommandSpec().usageMessage().hidden())
                    .map(Map.Entry::getKey)
                    .toList();
            err.println("gramme: there is no command '" + before + " " + word + "'");
            List<String> meant = Meant.by(word, names);
            err.println(
                    meant.isEmpty()
                            ? "next: " + before + " --help"
                            : "did you mean: " + before + " " + String.join(", " + before + " ", meant));
            err.flush();
        }
    }
}
