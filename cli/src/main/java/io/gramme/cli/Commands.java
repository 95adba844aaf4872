package io.gramme.cli;

import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/**
 * The top of the command tree: a name and a line for each. Reading a command's annotations takes milliseconds, so a start
 * makes only the command it was asked for; help, mistakes, the shell and the completion make all.
 */
final class Commands {
    /** In the order of the help. */
    static final List<String> NAMES = List.of(
            "demo",
            "local",
            "get",
            "put",
            "delete",
            "list",
            "watch",
            "resolve",
            "locate",
            "explain",
            "bucket",
            "cluster",
            "plan",
            "node",
            "repair",
            "hints",
            "snapshot",
            "export",
            "import",
            "bench",
            "profile",
            "shell",
            "doctor",
            "man",
            "version",
            "completion",
            "archive-training");

    /** Options of the tool that are followed by a value. */
    private static final Set<String> VALUED =
            Set.of("-e", "--endpoints", "--admin", "-o", "--output", "--timeout", "-p", "--profile", "--token");

    private Commands() {}

    /** Makes one command, with everything below it. */
    private static CommandLine make(String name, Tool tool) {
        return switch (name) {
            case "demo" -> new CommandLine(new DemoCommand(tool));
            case "local" -> new LocalCommand(tool).commandLine();
            case "get" -> new CommandLine(new GetCommand(tool));
            case "put" -> new CommandLine(new PutCommand(tool));
            case "delete" -> new CommandLine(new DeleteCommand(tool));
            case "locate" -> new CommandLine(new LocateCommand(tool));
            case "explain" -> new CommandLine(new ExplainCommand(tool));
            case "cluster" -> new ClusterCommand(tool).commandLine();
            case "plan" -> new PlanCommand(tool).commandLine();
            case "list" -> new CommandLine(new ListCommand(tool));
            case "watch" -> new CommandLine(new WatchCommand(tool));
            case "resolve" -> new CommandLine(new ResolveCommand(tool));
            case "bucket" -> new BucketCommand(tool).commandLine();
            case "hints" -> new HintsCommand(tool).commandLine();
            case "node" -> new NodeCommand(tool).commandLine();
            case "repair" -> new RepairCommand(tool).commandLine();
            case "snapshot" -> new SnapshotCommand(tool).commandLine();
            case "profile" -> new ProfileCommand(tool).commandLine();
            case "export" -> new CommandLine(new ExportCommand(tool));
            case "import" -> new CommandLine(new ImportCommand(tool));
            case "bench" -> new CommandLine(new BenchCommand(tool));
            case "doctor" -> new CommandLine(new DoctorCommand(tool));
            case "man" -> new CommandLine(new ManCommand(tool));
            case "shell" -> new CommandLine(new ShellCommand(tool));
            case "version" -> new CommandLine(new VersionCommand(tool));
            case "completion" -> new CommandLine(new CompletionCommand(tool));
            case "archive-training" -> new CommandLine(new ArchiveTraining());
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The whole tree. */
    static CommandLine all(Tool tool) {
        return tree(tool, NAMES);
    }

    /** As much of the tree as these arguments need: one command, or all when the words name none. */
    static CommandLine forArguments(Tool tool, String... arguments) {
        String wanted = firstWord(arguments);
        return tree(tool, NAMES.contains(wanted) ? List.of(wanted) : NAMES);
    }

    private static CommandLine tree(Tool tool, List<String> names) {
        CommandLine line = new CommandLine(tool);
        names.forEach(name -> line.addSubcommand(name, make(name, tool)));
        return line;
    }

    /** The first word that is neither an option nor an option's value. */
    private static String firstWord(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("-")) {
                return arguments[i];
            }
            i += VALUED.contains(arguments[i]) ? 1 : 0;
        }
        return "";
    }
}
