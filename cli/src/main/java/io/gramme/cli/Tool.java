package io.gramme.cli;

import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The tool itself: the options that every command takes, and what they make. */
@Command(
        name = "gramme",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = ToolVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        description = "A key-value store without a leader: data, clusters, local processes.")
final class Tool {
    private static final Pattern DURATION = Pattern.compile("([0-9]+)(ms|s|m)");

    @Option(
            names = {"-e", "--endpoints"},
            split = ",",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "Data addresses of nodes (default: GRAMME_ENDPOINTS, the profile, the local cluster, else "
                    + Target.DEFAULT_ENDPOINT + ").")
    List<String> endpoints = new ArrayList<>();

    @Option(
            names = "--admin",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "Admin address of a node; else found through the data address.")
    @Nullable
    String admin;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            description = "table, json, yaml or ndjson (default: table).")
    Console.Format format = Console.Format.table;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours; so does NO_COLOR.")
    boolean noColor;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Data and errors only.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more.")
    boolean verbose;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "TIME",
            description = "How long to wait: 500ms, 2s, 1m.")
    @Nullable
    String timeout;

    @Option(
            names = {"-y", "--yes"},
            scope = ScopeType.INHERIT,
            description = "Do not ask.")
    boolean yes;

    @Option(
            names = {"-p", "--profile"},
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "Which profile says where the cluster is (default: GRAMME_PROFILE, else the one in use).")
    @Nullable
    String profile;

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "TOKEN",
            description = "Bearer token (default: GRAMME_TOKEN, else the profile's token file).")
    @Nullable
    String token;

    private final Console console;
    private @Nullable Target target;

    /**
     * @param out for data
     * @param err for everything else
     */
    Tool(PrintStream out, PrintStream err) {
        this.console = new Console(out, err, this);
    }

    Console console() {
        return console;
    }

    /** The same streams, and no option given yet. */
    Tool again() {
        return new Tool(console.out(), console.err());
    }

    /** Whether stdout is a terminal, as the start script found. */
    static boolean isTerminal() {
        return Boolean.getBoolean("gramme.terminal");
    }

    boolean isColoured() {
        return mayColour() && isTerminal();
    }

    /** Whether nobody has asked for plain text. */
    boolean mayColour() {
        String refused = System.getenv("NO_COLOR");
        return !noColor && (refused == null || refused.isEmpty());
    }

    /** The time the user gave, or this one. */
    Duration timeoutOr(Duration usual) {
        return timeout == null ? usual : duration(timeout);
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new ToolFailure(ExitCodes.USAGE, "'" + text + "' is no time: write 500ms, 2s or 1m");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    /** A time as {@link #duration} reads it. */
    static String text(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    /** The cluster that is meant. Worked out at first use, so that commands without a cluster read no files. */
    Target target() {
        Target known = target;
        if (known == null) {
            known = Target.of(this);
            target = known;
        }
        return known;
    }

    /** The data addresses to try, in this order. */
    List<URI> bases() {
        return target().bases();
    }

    /** A client with the wanted deadline, 5 s if none. */
    NodeHttp http() {
        return http(Duration.ofSeconds(5));
    }

    /** A client with the wanted deadline, or this one if none. */
    NodeHttp http(Duration usual) {
        return new NodeHttp(timeoutOr(usual), target().token());
    }
}
