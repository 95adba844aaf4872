package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes, sockets and files, in this process. */
class RehearsalTest {
    private static final Pattern OF_A_NODE = Pattern.compile("^(log-writer|background|cells|warm-up|vert\\.x-)");
    private static final Rehearsal.Length SHORT = new Rehearsal.Length(20, 20, 10);

    private final ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    /** How many nodes ran, each number that follows another one. */
    private final List<Integer> running = new CopyOnWriteArrayList<>(List.of(0));

    @AfterEach
    void stop() {
        own.shutdownNow();
    }

    @Test
    void aNodeThatCannotStartLeavesNoThread(@TempDir Path parent) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Path directory = parent.resolve("rehearsal");
        own.submit(() -> {
                    Rehearsal rehearsal = new Rehearsal(directory, "a-secret-of-this-test", false, SHORT);
                    Files.createDirectories(directory);
                    Files.createFile(directory.resolve("warm-up-1"));
                    assertThatThrownBy(rehearsal::turn).isInstanceOf(IOException.class);
                    rehearsal.close();
                    return null;
                })
                .get();
        awaitNoThreadsBut(before);
    }

    private static void awaitNoThreadsBut(Set<Thread> before) throws Exception {
        Awaiting.until(
                "threads that are left",
                Duration.ofSeconds(20),
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .filter(name -> OF_A_NODE.matcher(name).find())
                        .toList(),
                List::isEmpty);
    }

    @Test
    void itServesClientsThroughMovesAndAnAbsenceAndLeavesNothing(@TempDir Path parent) throws Exception {
        Path directory = parent.resolve("rehearsal");
        Files.createDirectories(directory.resolve("left by an earlier one"));
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Rehearsal rehearsal = own.submit(() -> new Rehearsal(directory, "a-secret-of-this-test", true, SHORT))
                .get();
        own.scheduleWithFixedDelay(() -> turn(rehearsal), 0, 10, TimeUnit.MILLISECONDS);
        done.get(60, TimeUnit.SECONDS);
        assertThat(rehearsal.answered()).isGreaterThan(2 * SHORT.turns() * SHORT.requests());
        assertThat(running).containsExactly(0, 1, 2, 3, 4, 3, 4);
        assertThat(Files.exists(directory)).isFalse();
        awaitNoThreadsBut(before);
    }

    private void turn(Rehearsal rehearsal) {
        try {
            if (rehearsal.isOver()) {
                rehearsal.close();
                done.complete(null);
            } else if (!done.isDone()) {
                rehearsal.turn();
                if (rehearsal.running() != running.get(running.size() - 1)) {
                    running.add(rehearsal.running());
                }
            }
        } catch (IOException | InterruptedException | RuntimeException broken) {
            done.completeExceptionally(broken);
        }
    }
}
