package io.gramme.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What becomes of failures, and of words that make no command: always what to do next. A class, since the class archive takes
 * no lambda of picocli's types.
 */
final class Faults implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
    private final Tool tool;

    Faults(Tool tool) {
        this.tool = tool;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
        ToolFailure failure = Unforeseen.failure(thrown);
        tool.console().fail(failure);
        if (failure.getCause() != null && tool.verbose) {
            failure.getCause().printStackTrace(tool.console().err());
        }
        return failure.exitCode();
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String unmatched = unmatched(wrong);
        boolean hasCommands = !command.getSubcommands().isEmpty();
        if (unmatched.startsWith("-")) {
            sayUnknownOption(unmatched, command, err);
        } else if (!unmatched.isEmpty() && hasCommands) {
            sayUnknownCommand(unmatched, command, err);
        } else if (hasCommands && wrong.getClass().equals(ParameterException.class)) {
            sayMissingCommand(command, err);
        } else {
            err.println("gramme: " + wrong.getMessage());
            err.println("next: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        err.flush();
        return ExitCodes.USAGE;
    }

    /** The first word that has no place; empty when something else is wrong. */
    private static String unmatched(ParameterException wrong) {
        return wrong instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().get(0)
                : "";
    }

    private static void sayUnknownOption(String word, CommandLine command, PrintWriter err) {
        String typed = word.split("=", 2)[0];
        String name = command.getCommandSpec().qualifiedName();
        err.println("gramme: there is no option '" + typed + "' of " + name);
        List<String> meant = new ArrayList<>();
        for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
            if (parameter.paramLabel().endsWith("=VALUE")) {
                meant.add(typed.replaceFirst("^-+", "") + "=VALUE");
            }
        }
        if (meant.isEmpty()) {
            List<String> names = command.getCommandSpec().optionsMap().keySet().stream()
                    .filter(option -> option.startsWith("--"))
                    .toList();
            meant.addAll(Meant.by(typed, names));
        }
        err.println(meant.isEmpty() ? "next: " + name + " --help" : "did you mean: " + String.join(", ", meant));
    }

    /** The name of a group alone: what is in it is what was wanted, without the options that all commands have. */
    private static void sayMissingCommand(CommandLine parent, PrintWriter err) {
        String name = parent.getCommandSpec().qualifiedName();
        err.println("gramme: a command is missing after '" + name + "':");
        int width = 0;
        Map<String, String> all = new TreeMap<>();
        for (Map.Entry<String, CommandLine> below : parent.getSubcommands().entrySet()) {
            UsageMessageSpec usage = below.getValue().getCommandSpec().usageMessage();
            if (!usage.hidden()) {
                all.put(below.getKey(), usage.description()[0]);
                width = Math.max(width, below.getKey().length());
            }
        }
        for (Map.Entry<String, String> one : all.entrySet()) {
            String gap = " ".repeat(width - one.getKey().length() + 2);
            err.println("  " + one.getKey() + gap + one.getValue());
        }
        err.println("next: " + name + " --help");
    }

    private static void sayUnknownCommand(String word, CommandLine parent, PrintWriter err) {
        String before = parent.getCommandSpec().qualifiedName();
        List<String> names = parent.getSubcommands().entrySet().stream()
                .filter(one -> !one.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
        err.println("gramme: there is no command '" + before + " " + word + "'");
        List<String> meant = Meant.by(word, names);
        err.println(
                meant.isEmpty()
                        ? "next: " + before + " --help"
                        : "did you mean: " + before + " " + String.join(", " + before + " ", meant));
    }
}
