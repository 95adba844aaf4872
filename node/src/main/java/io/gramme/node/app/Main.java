package io.gramme.node.app;

import io.gramme.node.config.ConfigArguments;
import io.gramme.node.config.ConfigLoader;
import io.gramme.node.config.ConfigPrinter;
import io.gramme.node.config.ConfigResult;
import io.gramme.node.config.ConfigResult.Loaded;
import io.gramme.node.config.ConfigResult.Rejected;
import io.gramme.node.config.ConfigSources;
import io.gramme.node.config.ConfigSources.TextFile;
import io.gramme.node.config.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a node's process begins: {@code server [-c gramme.yaml] [--section.key VALUE ...]} runs one node, {@code config
 * check|print [--show-origin]} says what it would run with, {@code snapshot restore} makes a data directory. Exit codes: 0 stopped as asked, 1 the node could not start or
 * had to stop, 2 wrong use.
 */
public final class Main {
    private static final String DEFAULT_FILE = "gramme.yaml";
    private static final String SHOW_ORIGIN = "--show-origin";
    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        // Loading the flight recorder for Netty's events holds an event loop up for a tenth of a second of work at the
        // first
        // request; -Dio.netty.jfr.enabled=true brings them back.
        if (System.getProperty(NETTY_EVENTS) == null) {
            System.setProperty(NETTY_EVENTS, "false");
        }
        List<String> rest = new ArrayList<>(List.of(arguments));
        String command = rest.isEmpty() ? "" : rest.remove(0);
        int code = switch (command) {
            case "server" -> server(rest);
            case "config" -> config(rest, System.out);
            case "snapshot" -> RestoreCommand.run(rest, System.out, System.err);
            default -> usage("'" + command + "' is no command of a node");
        };
        if (code != OK) {
            System.exit(code);
        }
    }

    private static int usage(String problem) {
        System.err.println(problem);
        System.err.println("usage: gramme server [-c gramme.yaml] [--section.key VALUE ...]");
        System.err.println(
                "       gramme config check|print [--show-origin] [-c gramme.yaml] [--section.key VALUE ...]");
        System.err.println("       gramme snapshot restore SNAPSHOT DIRECTORY");
        return USAGE;
    }

    private static int server(List<String> arguments) throws InterruptedException {
        ConfigResult result = load(arguments);
        if (result instanceof Rejected rejected) {
            System.err.println(Fault.message(rejected.faults()));
            return FAILED;
        }
        Loaded loaded = (Loaded) result;
        Logging.install(loaded.config().log());
        try {
            NodeProcess.run(loaded);
            return OK;
        } catch (IOException fault) {
            System.err.println("gramme: " + fault.getMessage());
            return FAILED;
        }
    }

    private static int config(List<String> arguments, PrintStream out) {
        List<String> rest = new ArrayList<>(arguments);
        String what = rest.isEmpty() ? "" : rest.remove(0);
        boolean origin = rest.remove(SHOW_ORIGIN);
        if (!what.equals("check") && !what.equals("print")) {
            return usage("'config " + what + "' is neither 'config check' nor 'config print'");
        }
        ConfigResult result = load(rest);
        if (result instanceof Rejected rejected) {
            System.err.println(Fault.message(rejected.faults()));
            return FAILED;
        }
        Loaded loaded = (Loaded) result;
        loaded.warnings().forEach(warning -> System.err.println("warning: " + warning));
        out.print(what.equals("print") ? ConfigPrinter.print(loaded.shown(), origin) : "the configuration is good\n");
        return OK;
    }

    private static ConfigResult load(List<String> arguments) {
        ConfigArguments parsed = ConfigArguments.parse(arguments);
        if (!parsed.faults().isEmpty()) {
            return new Rejected(parsed.faults());
        }
        String name = parsed.file().orElse(DEFAULT_FILE);
        Optional<TextFile> file;
        try {
            boolean named = parsed.file().isPresent();
            file = named || Files.exists(Path.of(name))
                    ? Optional.of(new TextFile(name, text(name)))
                    : Optional.empty();
        } catch (IOException fault) {
            return new Rejected(List.of(new Fault("configuration", name, "command line", "cannot be read: " + fault)));
        }
        return ConfigLoader.load(new ConfigSources(file, System.getenv(), parsed.flags(), Main::text));
    }

    private static String text(String path) throws IOException {
        return Files.readString(Path.of(path), StandardCharsets.UTF_8);
    }
}
