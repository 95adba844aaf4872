package io.gramme.testkit.moves;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.testkit.real.Operator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the ring once a second for the clients, and writes down what each second was like. */
final class Watch implements AutoCloseable {
    private final Supplier<JsonNode> ring;
    private final Targets targets;
    private final SteadyLoad load;
    private final @Nullable PrintWriter timeline;
    private final Thread thread = new Thread(this::run, "watch");
    private volatile boolean ended;

    /** @param timeline a file, or {@code null} */
    Watch(Supplier<JsonNode> ring, Targets targets, SteadyLoad load, @Nullable String timeline) {
        this.ring = ring;
        this.targets = targets;
        this.load = load;
        try {
            this.timeline = timeline == null ? null : new PrintWriter(Files.newBufferedWriter(Path.of(timeline)), true);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long begun = System.nanoTime();
        while (!ended) {
            try {
                TimeUnit.SECONDS.sleep(1);
                JsonNode now = ring.get();
                targets.follow(now);
                Phase last = load.lastSecond();
                if (timeline != null) {
                    timeline.printf(
                            Locale.ROOT,
                            "%4d s  %-22s moving %3d  done %4d  p50 %7.1f  p99 %7.1f  max %7.1f  repeated %d  under way %d%n",
                            (System.nanoTime() - begun) / 1_000_000_000L,
                            load.phaseName(),
                            Operator.moving(now),
                            last.requests(),
                            last.millis(50),
                            last.millis(99),
                            last.maxMillis(),
                            last.retries(),
                            load.underWay());
                }
            } catch (CompletionException silent) {
                // The next second asks again.
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.join();
        if (timeline != null) {
            timeline.close();
        }
    }
}
