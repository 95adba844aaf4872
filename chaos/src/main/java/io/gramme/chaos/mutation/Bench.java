package io.gramme.chaos.mutation;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Where a mutation is made and hunted: a scratch directory, the compiler of this JDK, and a child process. */
final class Bench {
    /** What a patch may be about. */
    private static final String SOURCES = "/src/main/java/";

    private final Path root;
    private final Path scratch;
    private final String classPath;
    private final long patienceMinutes;

    /**
     * Which seeds of a scenario to look at, ascending.
     *
     * @param last inclusive
     * @param operations of each
     */
    record Seeds(long first, long last, int operations) {}

    /** What a mutation is, compiled: one directory before all others of the class path. */
    record Mutant(Path classes, Set<String> changed) {}

    /** The hunt says nothing of the mutation: its process ended without a word, or never ran what was changed. */
    static final class NoVerdict extends Exception {
        private static final long serialVersionUID = 1L;

        NoVerdict(String message) {
            super(message);
        }
    }

    /**
     * @param root of the sources
     * @param scratch an empty directory
     * @param classPath of the real classes, scenarios among them; relative names are from here
     * @param patienceMinutes after which a hunt that goes on for ever is ended, without a verdict
     */
    Bench(Path root, Path scratch, String classPath, long patienceMinutes) {
        this.root = root.toAbsolutePath().normalize();
        this.scratch = scratch;
        // Hunts by a module's tests run in that module's directory.
        this.classPath = Stream.of(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
                .collect(Collectors.joining(File.pathSeparator));
        this.patienceMinutes = patienceMinutes;
    }

    /**
     * Makes the mutated classes.
     *
     * @throws DoesNotApply when the patch does not fit or what it makes does not compile
     */
    Mutant make(Mutation mutation) throws IOException, DoesNotApply {
        return compile(mutation.name(), mutation.apply(root));
    }

    /** Compiles changed files against the real classes. */
    Mutant compile(String name, Map<String, List<String>> files) throws IOException, DoesNotApply {
        Path sources = scratch.resolve(name).resolve("sources");
        Path classes = Files.createDirectories(scratch.resolve(name).resolve("classes"));
        List<Path> written = new ArrayList<>();
        Set<String> changed = new TreeSet<>();
        for (Map.Entry<String, List<String>> file : files.entrySet()) {
            int at = file.getKey().indexOf(SOURCES);
            if (at < 0) {
                throw new DoesNotApply(file.getKey() + " is no production source");
            }
            String source = file.getKey().substring(at + SOURCES.length());
            Path target = sources.resolve(source);
            Files.createDirectories(parentOf(target));
            written.add(Files.write(target, file.getValue()));
            changed.add(source.replace(".java", "").replace('/', '.'));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-proc:none", "-implicit:none", "-nowarn", "-g", "-d", classes.toString(), "-cp", classPath);
            boolean compiled = compiler.getTask(
                            output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(written))
                    .call();
            if (!compiled) {
                throw new DoesNotApply("what " + name + " makes does not compile: " + output);
            }
        }
        return new Mutant(classes, changed);
    }

    private static Path parentOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is in no directory");
        }
        return parent;
    }

    /**
     * Runs one hunt.
     *
     * @param mutant {@code null} for the real code
     * @param seeds passed over where the hunt is a test
     */
    Catch run(Hunt hunt, @Nullable Mutant mutant, Seeds seeds) throws IOException, InterruptedException, NoVerdict {
        Path output = scratch.resolve("output");
        Path loaded = scratch.resolve("loaded");
        Process child = new ProcessBuilder(command(hunt, mutant, seeds, loaded))
                .directory(hunt.directory(root).toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = false;
        try {
            ended = child.waitFor(patienceMinutes, TimeUnit.MINUTES);
        } finally {
            child.destroyForcibly();
        }
        if (!ended) {
            throw new NoVerdict(hunt + " did not end within " + patienceMinutes + " minutes");
        }
        Catch caught = told(hunt, child.exitValue(), output);
        if (mutant != null) {
            checkLoaded(hunt, mutant, loaded);
        }
        return caught;
    }

    private List<String> command(Hunt hunt, @Nullable Mutant mutant, Seeds seeds, Path loaded) {
        List<String> command = new ArrayList<>();
        Collections.addAll(
                command,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                // Most hunts are over before the better compiler has paid for itself.
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + loaded + ":none:filecount=0",
                "-cp",
                mutant == null ? classPath : mutant.classes + File.pathSeparator + classPath);
        if (hunt.kind() == Hunt.Kind.SCENARIO) {
            Collections.addAll(
                    command,
                    HuntMain.class.getName(),
                    hunt.what(),
                    seeds.first + "",
                    seeds.last + "",
                    seeds.operations + "");
        } else {
            Collections.addAll(command, "io.gramme.chaos.mutation.TestHuntMain", hunt.what());
        }
        return command;
    }

    private static Catch told(Hunt hunt, int exit, Path output) throws IOException, NoVerdict {
        String lastLine = "";
        // A broken process may print anything.
        for (String line : Files.readString(output, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            if (Catch.isTold(line)) {
                return Catch.ofLine(new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            }
            lastLine = line.isBlank() ? lastLine : line;
        }
        throw new NoVerdict(hunt + " ended with " + exit + " and no word; its last line: " + lastLine);
    }

    /** A changed class that was never loaded, or not from the mutant, proves nothing by staying unnoticed. */
    private static void checkLoaded(Hunt hunt, Mutant mutant, Path log) throws IOException, NoVerdict {
        Set<String> missing = new TreeSet<>(mutant.changed);
        String from = " source: " + mutant.classes.toUri();
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            lines.filter(line -> line.contains(from.replace("file:///", "file:/")) || line.contains(from))
                    .map(line -> line.substring(0, line.indexOf(' ')).replaceFirst("\\$.*", ""))
                    .forEach(missing::remove);
        }
        if (!missing.isEmpty()) {
            throw new NoVerdict(hunt + " did not load " + missing + " as the patch makes it");
        }
    }
}
