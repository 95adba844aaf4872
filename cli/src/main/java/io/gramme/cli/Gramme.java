package io.gramme.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts the tool. */
public final class Gramme {
    private Gramme() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(new Tool(System.out, System.err)).execute(arguments));
    }

    static CommandLine commandLine(Tool tool) {
        CommandLine line = new CommandLine(tool);
        line.addSubcommand(new LocalCommand(tool).commandLine());
        line.addSubcommand(new DemoCommand(tool));
        List.of(
                        new GetCommand(tool),
                        new PutCommand(tool),
                        new DeleteCommand(tool),
                        new LocateCommand(tool),
                        new ExplainCommand(tool))
                .forEach(line::addSubcommand);
        line.addSubcommand(new ClusterCommand(tool).commandLine());
        line.addSubcommand(new VersionCommand(tool));
        line.addSubcommand("completion", new GenerateCompletion());
        line.getCommandSpec()
                .usageMessage()
                .footer("", "Also: gramme server runs one node, gramme config check|print shows its configuration.");
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Gramme::misused);
        line.setExecutionExceptionHandler((thrown, command, parsed) -> {
            if (thrown instanceof ToolFailure failure) {
                tool.console().fail(failure);
                return failure.exitCode();
            }
            throw thrown;
        });
        return line;
    }

    private static int misused(ParameterException wrong, String[] arguments) {
        PrintWriter err = wrong.getCommandLine().getErr();
        err.println("gramme: " + wrong.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
            err.println("next: " + name + " --help");
        }
        err.flush();
        return ExitCodes.USAGE;
    }
}
