package io.gramme.cli;

import java.util.Arrays;
import picocli.CommandLine;

/** Starts the tool. */
public final class Gramme {
    private Gramme() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        String[] words = meant(arguments);
        Tool tool = new Tool(Outlet.stdout(), System.err);
        System.exit(ready(Commands.forArguments(tool, words), tool).execute(words));
    }

    /** {@code gramme help get} as {@code gramme get --help}. */
    static String[] meant(String... words) {
        if (words.length == 0 || !words[0].equals("help")) {
            return words;
        }
        String[] asked = Arrays.copyOfRange(words, 1, words.length + 1);
        asked[asked.length - 1] = "--help";
        return asked;
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
}
