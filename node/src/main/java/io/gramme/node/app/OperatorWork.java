package io.gramme.node.app;

import io.gramme.node.background.Task;
import io.gramme.node.config.ConfigResult.Loaded;
import io.gramme.node.config.ConfigResult.Shown;
import io.gramme.node.config.GrammeConfig.LogLevel;
import io.gramme.node.http.OperatorRoutes;
import io.gramme.node.http.OperatorRoutes.SnapshotView;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Operators' work on a node, begun on its control loop, done in the background, told back to the loop. */
final class OperatorWork implements OperatorRoutes.Work {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Node node;
    private final SerialExecutor control;
    private final SerialExecutor background;
    private final Clock clock;
    private final Loaded loaded;
    private final BiConsumer<String, LogLevel> levels;

    /**
     * @param background where the engine lists its snapshots
     * @param levels sets the level of one of the process's loggers
     */
    OperatorWork(
            Node node, SerialExecutor background, Clock clock, Loaded loaded, BiConsumer<String, LogLevel> levels) {
        this.node = node;
        this.clock = clock;
        this.control = node.control();
        this.background = background;
        this.loaded = loaded;
        this.levels = levels;
    }

    private @Nullable Engine engine() {
        NodeStore store = node.store();
        return store == null ? null : store.engine();
    }

    @Override
    public @Nullable String notReady() {
        return engine() == null ? "this node has opened no store yet" : null;
    }

    @Override
    public String snapshotName() {
        return "s-" + NAME.format(Instant.ofEpochMilli(clock.wallMillis()));
    }

    @Override
    public @Nullable Task snapshot(String name) {
        Engine engine = engine();
        Task task = begin("snapshot", name);
        if (task != null && engine != null) {
            engine.snapshot(name, new Engine.SnapshotListener() {
                @Override
                public void onFile(int done, int total) {
                    control.execute(() -> task.progress("files", done, total));
                }

                @Override
                public void onTaken(String directory) {
                    control.execute(() -> task.done("taken: " + absolute(directory)));
                }

                @Override
                public void onFailed(IOException fault) {
                    control.execute(() -> task.failed(String.valueOf(fault.getMessage())));
                }
            });
        }
        return task;
    }

    private @Nullable Task begin(String kind, String subject) {
        return node.tasks().begin(new Task.Start(kind, subject, Task.Start.GOES_ON));
    }

    private String absolute(String directory) {
        return Path.of(loaded.config().node().dataDir(), directory)
                .toAbsolutePath()
                .toString();
    }

    @Override
    public void snapshots(Consumer<List<SnapshotView>> onListed) {
        Engine engine = engine();
        if (engine == null) {
            onListed.accept(List.of());
            return;
        }
        background.execute(() -> {
            List<SnapshotView> views = new ArrayList<>();
            for (Engine.SnapshotSummary each : engine.snapshots()) {
                views.add(new SnapshotView(
                        each.name(), absolute(each.directory()), each.complete(), each.files(), each.bytes()));
            }
            control.execute(() -> onListed.accept(views));
        });
    }

    @Override
    public @Nullable Task compact() {
        Engine engine = engine();
        Task task = begin("compact", "");
        if (task != null && engine != null) {
            engine.compact((segments, bytes) -> control.execute(
                    () -> task.done("the log has " + segments + " sealed segments of " + bytes + " bytes")));
        }
        return task;
    }

    @Override
    public @Nullable Task logLevel(String logger, String level) {
        for (LogLevel each : LogLevel.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(level)) {
                Task task = begin("loglevel", logger);
                if (task != null) {
                    levels.accept(logger, each);
                    task.done("the level is " + level + " until the next start");
                }
                return task;
            }
        }
        return null;
    }

    @Override
    public List<Shown> settings() {
        return loaded.shown();
    }
}
