import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs what documents print: every line that begins with {@code $} in a fence marked {@code console}, in one folder of its
 * own, and compares what comes out with the lines below it.
 *
 * <pre>java build/RunDocs.java [--cluster] [--write] [--base-port 7070] [--gramme PATH] FILE.md ...</pre>
 *
 * {@code --cluster} starts a local cluster before the first file; {@code --write} puts what came out into the files instead of
 * comparing. Numbers, long tokens and the width of columns may differ from run to run and are not compared; a line {@code ...}
 * stands for any lines, and a fence after {@code <!-- output varies -->} is run but not compared. A command must end with 0,
 * unless the comment {@code <!-- exit N -->} stands before its fence. A local cluster left running is taken down.
 */
public final class RunDocs {
    private static final long PATIENCE_SECONDS = 120;
    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:7([0-9])7([0-2])");

    private final Path folder;
    private final int base;
    private final boolean write;
    private int commands;
    private final List<String> faults = new ArrayList<>();

    private RunDocs(int base, boolean write, Path gramme) throws IOException {
        this.base = base;
        this.write = write;
        this.folder = Files.createTempDirectory("gramme-docs");
        Path launcher = folder.resolve("gramme");
        Files.writeString(launcher, "#!/bin/sh\nexec " + gramme.toAbsolutePath() + " \"$@\"\n");
        launcher.toFile().setExecutable(true);
    }

    public static void main(String[] arguments) throws Exception {
        List<String> rest = new ArrayList<>(List.of(arguments));
        boolean cluster = rest.remove("--cluster");
        boolean write = rest.remove("--write");
        String port = valued(rest, "--base-port", "");
        Path gramme = Path.of(valued(rest, "--gramme", "gramme"));
        RunDocs run = new RunDocs(port.isEmpty() ? freeBase() : Integer.parseInt(port), write, gramme);
        try {
            if (cluster) {
                Ran up = run.run("./gramme local up");
                if (up.code != 0) {
                    throw new IOException("no cluster to run the documents with:\n" + up.text);
                }
            }
            for (String file : rest) {
                run.file(Path.of(file));
            }
        } finally {
            run.end();
        }
        run.faults.forEach(System.err::println);
        System.out.println(run.commands + " commands of " + rest.size() + " documents run, " + run.faults.size() + " faults");
        System.exit(run.faults.isEmpty() ? 0 : 1);
    }

    private static String valued(List<String> arguments, String option, String otherwise) {
        int at = arguments.indexOf(option);
        if (at < 0) {
            return otherwise;
        }
        arguments.remove(at);
        return arguments.remove(at);
    }

    private static int freeBase() {
        for (int base = 7070; base < 30_000; base += 1000) {
            boolean free = true;
            for (int port = base; port < base + 400; port += 100) {
                try (ServerSocket data = new ServerSocket(port);
                        ServerSocket admin = new ServerSocket(port + 1);
                        ServerSocket peers = new ServerSocket(port + 2)) {
                    free &= data.isBound() && admin.isBound() && peers.isBound();
                } catch (IOException taken) {
                    free = false;
                }
            }
            if (free) {
                return base;
            }
        }
        throw new IllegalStateException("no free block of ports");
    }

    private void file(Path file) throws Exception {
        List<String> lines = Files.readAllLines(file);
        List<String> made = new ArrayList<>();
        boolean varies = false;
        int exit = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            made.add(line);
            if (line.startsWith("<!-- output varies")) {
                varies = true;
            } else if (line.startsWith("<!-- exit ")) {
                exit = Integer.parseInt(line.replaceAll("[^0-9]", ""));
            } else if (line.equals("```console")) {
                int end = i + 1;
                while (!lines.get(end).equals("```")) {
                    end++;
                }
                made.addAll(fence(file + ":" + (i + 1), lines.subList(i + 1, end), varies, exit));
                made.add("```");
                i = end;
                varies = false;
                exit = 0;
            }
        }
        if (write) {
            Files.write(file, made);
        }
    }

    private List<String> fence(String where, List<String> lines, boolean varies, int exit) throws Exception {
        List<String> made = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            String command = lines.get(i++);
            List<String> expected = new ArrayList<>();
            while (i < lines.size() && !lines.get(i).startsWith("$ ")) {
                expected.add(lines.get(i++));
            }
            made.add(command);
            Ran ran = run(command.substring(2));
            commands++;
            boolean last = i >= lines.size();
            if (ran.code != (last ? exit : 0)) {
                faults.add(where + ": '" + command + "' ended with " + ran.code + ":\n" + ran.text);
            }
            List<String> came = ran.text.lines().map(this::home).toList();
            if (write && !expected.contains("...")) {
                made.addAll(came);
            } else {
                made.addAll(expected);
            }
            if (!write && !varies && !fits(expected, came)) {
                faults.add(where + ": '" + command + "' prints\n  " + String.join("\n  ", came) + "\nand not\n  "
                        + String.join("\n  ", expected));
            }
        }
        return made;
    }

    /** Addresses as the documents have them. */
    private String home(String line) {
        String text = line.replace(folder.toString(), "~");
        for (int node = 9; node >= 0; node--) {
            for (int port = 0; port < 3; port++) {
                text = text.replace("127.0.0.1:" + (base + 100 * node + port), "127.0.0.1:7" + node + "7" + port);
            }
        }
        return text;
    }

    private static boolean fits(List<String> expected, List<String> came) {
        List<String> shapes = came.stream().map(RunDocs::shape).toList();
        int at = 0;
        boolean any = false;
        for (String line : expected) {
            if (line.equals("...")) {
                any = true;
                continue;
            }
            String shape = shape(line);
            if (any) {
                while (at < shapes.size() && !shapes.get(at).equals(shape)) {
                    at++;
                }
                any = false;
            }
            if (at >= shapes.size() || !shapes.get(at).equals(shape)) {
                return false;
            }
            at++;
        }
        return any || at == shapes.size();
    }

    /** What must be equal: all but numbers, tokens, and how wide columns are. */
    private static String shape(String line) {
        return line.replaceAll("\\bA[A-Za-z0-9_-]{5,}\\b", "@")
                .replaceAll("\\b[A-Za-z0-9_-]{16,}", "@")
                .replaceAll("[0-9]+", "#")
                .replaceAll("#(\\.#)+", "#")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private record Ran(int code, String text) {}

    private Ran run(String command) throws IOException, InterruptedException {
        Matcher address = ADDRESS.matcher(command);
        String here = address.replaceAll(found -> "127.0.0.1:"
                + (base + 100 * Integer.parseInt(found.group(1)) + Integer.parseInt(found.group(2))));
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", here)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("GRAMME_DIR", folder.resolve(".gramme").toString());
        builder.environment().put("GRAMME_BASE_PORT", Integer.toString(base));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("GRAMME_ENDPOINTS");
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Ran(-1, "no end within " + PATIENCE_SECONDS + " s");
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        return new Ran(process.exitValue(), text);
    }

    private void end() throws IOException, InterruptedException {
        if (Files.exists(folder.resolve(".gramme/local/cluster.properties"))) {
            run("./gramme local down --purge");
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
