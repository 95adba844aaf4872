package io.gramme.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One node of a {@link RealCluster}: a folder, three ports, and a process that can be killed, paused and started again.
 * Thread-safe; what starts or ends the process returns when that has happened, not when others know.
 */
public final class RealNode {
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final int number;
    private final Path directory;
    private final FreePorts ports;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<String> jvm;
    private @Nullable Process process;

    /** @param jvm options of the virtual machine */
    RealNode(int number, Path directory, FreePorts ports, Map<String, String> settings, List<String> jvm) {
        this.number = number;
        this.directory = directory;
        this.ports = ports;
        this.jvm = List.copyOf(jvm);
        this.settings.putAll(settings);
    }

    /** From 1. */
    public int number() {
        return number;
    }

    public String name() {
        return setting("node.name");
    }

    /** Where clients send requests. */
    public URI data() {
        return URI.create("http://" + setting("listen.data"));
    }

    /** Health, metrics, administration. */
    public URI admin() {
        return URI.create("http://" + setting("listen.admin"));
    }

    /** Host and port, TCP and UDP, for other nodes. */
    public String peer() {
        return setting("listen.peer");
    }

    /** The data directory. */
    public Path dataDirectory() {
        return Path.of(setting("node.dataDir"));
    }

    /** All that the node's processes have said, the newest last. */
    public Path log() {
        return directory.resolve("node.log");
    }

    /** The last lines of the log; empty when there is none. */
    public List<String> lastLines(int count) {
        try {
            List<String> lines = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException none) {
            return List.of();
        }
    }

    private synchronized String setting(String key) {
        String value = settings.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is not set for this node");
        }
        return value;
    }

    /** Changes a setting, such as {@code listen.peer}; it holds from the next start. */
    public synchronized RealNode set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Takes three other free ports, from the next start. */
    public synchronized RealNode moveToOtherPorts() {
        for (String listener : List.of("listen.data", "listen.admin", "listen.peer")) {
            settings.put(listener, "127.0.0.1:" + ports.take());
        }
        return this;
    }

    synchronized Map<String, String> settings() {
        return new TreeMap<>(settings);
    }

    List<String> jvm() {
        return jvm;
    }

    /** Whether its process lives; a paused one does. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Starts its process unless it runs. */
    public synchronized RealNode start() {
        if (isRunning()) {
            return this;
        }
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(jvm);
        command.addAll(List.of("-cp", ClassPath.text(), WatchedNode.class.getName(), "server"));
        command.addAll(List.of("-c", configuration().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        // A node refuses settings that it does not know, and none of the test's environment are meant for it.
        builder.environment().keySet().removeIf(key -> key.startsWith("GRAMME_"));
        try {
            Files.writeString(configuration(), NodeYaml.text(settings));
            process = builder.start();
        } catch (IOException fault) {
            throw new UncheckedIOException("the process of " + name() + " cannot be started", fault);
        }
        return this;
    }

    private Path configuration() {
        return directory.resolve("gramme.yaml");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** {@code kill -9}: ends its process at once. */
    public synchronized void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            awaitEnd(running);
        }
    }

    /** Sends {@code kill -9} without waiting for the end. */
    synchronized void shoot() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** SIGTERM: the node drains, writes everything, marks its directory clean. */
    public synchronized void stop() {
        Process running = process;
        if (running != null && running.isAlive()) {
            // Not Process.destroy(): it closes the node's standard input too, which tells the node to halt.
            running.toHandle().destroy();
            awaitEnd(running);
        }
    }

    /** SIGSTOP: its process stands still on return, and its kernel still answers for it. */
    public void pause() {
        Path tasks = Path.of("/proc", Long.toString(signal("-STOP")), "task");
        Await.until(name() + " does not stand still", ENDING, () -> standsStill(tasks) ? "" : "a thread runs");
    }

    /** The signal reaches thread after thread; where there is no /proc, nobody can tell. */
    private static boolean standsStill(Path tasks) {
        try (Stream<Path> threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException noneOrGone) {
            return !Files.exists(tasks);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** SIGCONT after {@link #pause()}; nothing for a process that runs. */
    public void resume() {
        if (isRunning()) {
            signal("-CONT");
        }
    }

    /** Waits for the end of a process that ends by itself, such as one that may not start; its exit code. */
    public int awaitExit(Duration patience) {
        Process running;
        synchronized (this) {
            running = process;
        }
        if (running == null) {
            throw new IllegalStateException(name() + " was never started");
        }
        Await.until(name() + " does not end by itself", patience, () -> running.isAlive() ? "it runs" : "");
        return running.exitValue();
    }

    private synchronized long signal(String signal) {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException(name() + " does not run");
        }
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(running.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill " + signal + " of " + name() + " failed");
            }
            return running.pid();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }

    private void awaitEnd(Process ending) {
        try {
            if (!ending.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS)) {
                ending.destroyForcibly();
                throw new IllegalStateException(name() + " did not end within " + ENDING.toSeconds() + " s");
            }
        } catch (InterruptedException stop) {
            ending.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
