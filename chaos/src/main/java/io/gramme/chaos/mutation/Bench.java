package io.gramme.chaos.mutation;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Where a mutation is made and hunted: a scratch directory, the compiler of this JDK, and a child process. */
final class Bench {
    /** What a patch may be about. */
    private static final String SOURCES = "/src/main/java/";

    private final Path root;
    private final Path scratch;
    private final String classPath;
    private final Effort effort;

    /**
     * How hard to look.
     *
     * @param seeds at most so many of a scenario
     * @param operations of each seed
     */
    record Effort(long seeds, int operations) {}

    /**
     * @param root of the sources
     * @param scratch an empty directory
     * @param classPath of the real classes, scenarios among them
     */
    Bench(Path root, Path scratch, String classPath, Effort effort) {
        this.root = root;
        this.scratch = scratch;
        this.classPath = classPath;
        this.effort = effort;
    }

    /**
     * Makes the mutated classes.
     *
     * @return the directory with them
     * @throws DoesNotApply when the patch does not fit or what it makes does not compile
     */
    Path make(Mutation mutation) throws IOException, DoesNotApply {
        return compile(mutation.name(), mutation.apply(root));
    }

    /** Compiles changed files against the real classes. */
    Path compile(String name, Map<String, List<String>> files) throws IOException, DoesNotApply {
        Path sources = scratch.resolve(name).resolve("sources");
        Path classes = Files.createDirectories(scratch.resolve(name).resolve("classes"));
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, List<String>> file : files.entrySet()) {
            int at = file.getKey().indexOf(SOURCES);
            if (at < 0) {
                throw new DoesNotApply(file.getKey() + " is no production source");
            }
            Path target = sources.resolve(file.getKey().substring(at + SOURCES.length()));
            Files.createDirectories(parentOf(target));
            written.add(Files.write(target, file.getValue()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "-nowarn", "-g", "-d", classes.toString(), "-cp", classPath);
            boolean compiled = compiler.getTask(
                            output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(written))
                    .call();
            if (!compiled) {
                throw new DoesNotApply("what " + name + " makes does not compile: " + output);
            }
        }
        return classes;
    }

    private static Path parentOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is in no directory");
        }
        return parent;
    }

    /** Runs one hunt on mutated classes. */
    Catch run(Hunt hunt, Path classes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                classes + File.pathSeparator + classPath));
        if (hunt.kind() == Hunt.Kind.SCENARIO) {
            command.addAll(
                    List.of(HuntMain.class.getName(), hunt.what(), effort.seeds() + "", effort.operations() + ""));
        } else {
            command.addAll(List.of("io.gramme.chaos.mutation.TestHuntMain", hunt.what()));
        }
        Path output = scratch.resolve("output");
        Process child = new ProcessBuilder(command)
                .directory(hunt.directory(root).toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = child.waitFor();
        String lastLine = "";
        for (String line : Files.readAllLines(output)) {
            if (Catch.isTold(line)) {
                return Catch.ofLine(line);
            }
            lastLine = line.isBlank() ? lastLine : line;
        }
        throw new IOException("the hunt " + hunt + " ended with " + exit + " and no word; its last line: " + lastLine);
    }
}
