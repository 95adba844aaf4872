package io.gramme.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The command tree as man pages (roff) and as one page of Markdown. Pure: a tree in, text out. */
final class Manual {
    private static final List<String[]> EXITS = List.of(
            new String[] {"0", "done"},
            new String[] {"1", "an error that is none of the following"},
            new String[] {"2", "wrong use: options or arguments"},
            new String[] {"3", "not found"},
            new String[] {"4", "several siblings, a conflict, or a precondition that does not hold"},
            new String[] {"5", "unavailable: no node answers, or too few replicas"},
            new String[] {"6", "timeout: whether a write happened is unknown"},
            new String[] {"7", "no or wrong token, or not allowed"},
            new String[] {"10", "the cluster is unhealthy, or not as waited for"},
            new String[] {"141", "whoever read stdout has gone, as head does when it has enough"});

    private static final List<String[]> ENVIRONMENT = List.of(
            new String[] {"GRAMME_ENDPOINTS", "data addresses of nodes, comma separated"},
            new String[] {"GRAMME_PROFILE", "profile to use"},
            new String[] {"GRAMME_TOKEN", "bearer token"},
            new String[] {"GRAMME_DIR", "where profiles, history and the local cluster are kept (default: ~/.gramme)"},
            new String[] {"GRAMME_BASE_PORT", "data port of the first node of a new local cluster"},
            new String[] {"NO_COLOR", "no colours"});

    private Manual() {}

    /** Every command that is shown, its parents first. */
    static List<CommandSpec> commands(CommandLine root) {
        List<CommandSpec> all = new ArrayList<>();
        collect(root, all);
        return all;
    }

    private static void collect(CommandLine command, List<CommandSpec> all) {
        CommandSpec spec = command.getCommandSpec();
        if (!spec.usageMessage().hidden()) {
            all.add(spec);
            for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
                if (below.getKey().equals(below.getValue().getCommandName())) {
                    collect(below.getValue(), all);
                }
            }
        }
    }

    static String fileName(CommandSpec spec) {
        return spec.qualifiedName("-") + ".1";
    }

    /** A man page. */
    static String roff(CommandSpec spec) {
        StringBuilder out = new StringBuilder();
        String title = spec.qualifiedName("-");
        out.append(".TH ")
                .append(escaped(title.toUpperCase(java.util.Locale.ROOT)))
                .append(" 1\n.SH NAME\n");
        out.append(escaped(title))
                .append(" \\- ")
                .append(escaped(summary(spec)))
                .append('\n');
        out.append(".SH SYNOPSIS\n.B ").append(escaped(synopsis(spec))).append('\n');
        out.append(".SH DESCRIPTION\n");
        description(spec).forEach(line -> out.append(escaped(line)).append("\n.br\n"));
        section(out, "ARGUMENTS", arguments(spec));
        section(out, "COMMANDS", subcommands(spec));
        section(out, "OPTIONS", options(spec, spec.parent() != null));
        if (spec.parent() == null) {
            section(out, "EXIT STATUS", EXITS);
            section(out, "ENVIRONMENT", ENVIRONMENT);
        } else {
            out.append(".SH SEE ALSO\n")
                    .append(escaped(spec.parent().qualifiedName("-")))
                    .append("(1)\n");
        }
        return out.toString();
    }

    private static void section(StringBuilder out, String title, List<String[]> items) {
        if (!items.isEmpty()) {
            out.append(".SH ").append(title).append('\n');
            items.forEach(item -> out.append(".TP\n.B ")
                    .append(escaped(item[0]))
                    .append('\n')
                    .append(escaped(item[1]))
                    .append('\n'));
        }
    }

    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }

    /** The page for all commands. */
    static String markdown(CommandLine root) {
        StringBuilder out = new StringBuilder("""
                # The tool

                This page is generated from the commands themselves (`Manual`); do not edit it by hand. The same text is in
                `share/man/man1` of the distribution: `man -M share/man gramme`. What `-o json` prints is described in
                [tool output](tool-output.md).

                ## Options of every command

                """);
        table(out, "option", options(root.getCommandSpec(), false));
        out.append("\n## Exit codes\n\n");
        table(out, "code", EXITS);
        out.append("\n## Environment\n\n");
        table(out, "variable", ENVIRONMENT);
        out.append("\n`gramme server` runs one node and `gramme config check|print` shows its configuration: see")
                .append(" [configuration](configuration.md).\n");
        for (CommandSpec spec : commands(root)) {
            if (spec.parent() != null) {
                command(out, spec);
            }
        }
        return out.toString();
    }

    private static void command(StringBuilder out, CommandSpec spec) {
        out.append("\n## ")
                .append(spec.qualifiedName())
                .append("\n\n`")
                .append(synopsis(spec))
                .append("`\n\n");
        out.append(String.join("\n", description(spec))).append('\n');
        List<String[]> below = subcommands(spec);
        if (!below.isEmpty()) {
            out.append('\n');
            table(out, "command", below);
        }
        List<String[]> rows = new ArrayList<>(arguments(spec));
        rows.addAll(options(spec, true));
        if (!rows.isEmpty()) {
            out.append('\n');
            table(out, "argument", rows);
        }
    }

    private static void table(StringBuilder out, String title, List<String[]> rows) {
        out.append("| ").append(title).append(" | meaning |\n|---|---|\n");
        rows.forEach(row -> out.append("| `")
                .append(row[0].replace("|", "\\|"))
                .append("` | ")
                .append(row[1].replace("|", "\\|"))
                .append(" |\n"));
    }

    private static String summary(CommandSpec spec) {
        List<String> lines = description(spec);
        return lines.isEmpty() ? spec.name() : lines.get(0);
    }

    private static List<String> description(CommandSpec spec) {
        return List.of(plain(spec.usageMessage().description()));
    }

    private static String[] plain(String... lines) {
        String[] all = new String[lines.length];
        for (int i = 0; i < lines.length; i++) {
            all[i] = Ansi.OFF.string(lines[i]).replace("%n", " ");
        }
        return all;
    }

    private static String synopsis(CommandSpec spec) {
        StringBuilder text = new StringBuilder(spec.qualifiedName());
        own(spec, spec.parent() != null)
                .forEach(option -> text.append(isRequired(option) ? " " : " [")
                        .append(named(option))
                        .append(isRequired(option) ? "" : "]"));
        spec.positionalParameters()
                .forEach(argument -> text.append(' ')
                        .append(argument.required() ? argument.paramLabel() : "[" + argument.paramLabel() + "]")
                        .append(argument.arity().max() > 1 ? "..." : ""));
        return text + (spec.subcommands().isEmpty() ? "" : " COMMAND");
    }

    private static boolean isRequired(OptionSpec option) {
        return option.required() && option.group() == null;
    }

    private static List<OptionSpec> own(CommandSpec spec, boolean withoutInherited) {
        return spec.options().stream()
                .filter(option -> !option.hidden() && !(withoutInherited && isCommon(option)))
                .toList();
    }

    /** Whether the root brought it: such options are said once. */
    private static boolean isCommon(OptionSpec option) {
        return option.inherited() || List.of("--help", "--version").contains(option.longestName());
    }

    private static String named(OptionSpec option) {
        String label = option.arity().max() > 0 ? " " + option.paramLabel() : "";
        return option.longestName() + label;
    }

    private static List<String[]> options(CommandSpec spec, boolean withoutInherited) {
        return own(spec, withoutInherited).stream()
                .map(option -> new String[] {
                    String.join(", ", option.names()) + (option.arity().max() > 0 ? " " + option.paramLabel() : ""),
                    String.join(" ", plain(option.description()))
                })
                .toList();
    }

    private static List<String[]> arguments(CommandSpec spec) {
        List<String[]> all = new ArrayList<>();
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            all.add(new String[] {argument.paramLabel(), String.join(" ", plain(argument.description()))});
        }
        return all;
    }

    private static List<String[]> subcommands(CommandSpec spec) {
        return spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(below -> !below.usageMessage().hidden())
                .map(below -> new String[] {below.name(), summary(below)})
                .toList();
    }
}
