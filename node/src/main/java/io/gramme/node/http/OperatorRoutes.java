package io.gramme.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.background.Task;
import io.gramme.node.config.ConfigResult.Shown;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an operator does with one node: snapshots, compaction, the log's level, the configuration in force. */
public final class OperatorRoutes implements AdminRoutes {
    private static final int MAX_DOCUMENT_BYTES = 16 << 10;

    private final Work work;

    /** The node's side. Called on the control loop, and answers there. */
    public interface Work {
        /** Why nothing can be begun now, or {@code null}. */
        @Nullable
        String notReady();

        /** A name for a snapshot taken now. */
        String snapshotName();

        /** Begins a snapshot; {@code null} when too many tasks run. The name is good. */
        @Nullable
        Task snapshot(String name);

        void snapshots(Consumer<List<SnapshotView>> onListed);

        /** Begins to write everything out and to get dead space back; {@code null} when too many tasks run. */
        @Nullable
        Task compact();

        /**
         * Sets the level of a logger of this node.
         *
         * @param logger its name, empty for the node's own as a whole
         * @return {@code null} when there is no such level or too many tasks run
         */
        @Nullable
        Task logLevel(String logger, String level);

        /** The settings in force, in order; secrets are hidden. */
        List<Shown> settings();
    }

    /**
     * A snapshot on this node's disk.
     *
     * @param complete whether it can be restored; an incomplete one was given up or is being taken
     */
    public record SnapshotView(String name, String path, boolean complete, int files, long bytes) {}

    public OperatorRoutes(Work work) {
        this.work = work;
    }

    @Override
    public void addTo(AdminApi api) {
        api.on("POST", "/v1/admin/snapshot", this::snapshot);
        api.on("GET", "/v1/admin/snapshot", this::snapshots);
        api.on("POST", "/v1/admin/compact", exchange -> withBody(exchange, json -> compact(exchange)));
        api.on("POST", "/v1/admin/loglevel", exchange -> withBody(exchange, json -> level(exchange, json)));
        api.on("GET", "/v1/admin/config", this::config);
    }

    /** Reads an optional JSON object. */
    private static void withBody(Exchange exchange, Consumer<JsonNode> then) {
        exchange.body(MAX_DOCUMENT_BYTES, body -> {
            JsonNode json = body.length == 0 ? Json.object() : Json.parse(body);
            if (json == null || !json.isObject()) {
                exchange.problem(Problem.invalidParameter("the body is no JSON object"));
            } else {
                then.accept(json);
            }
        });
    }

    private boolean isReady(Exchange exchange) {
        String why = work.notReady();
        if (why != null) {
            exchange.problem(Problem.of(503, "starting", why));
        }
        return why == null;
    }

    private void snapshot(Exchange exchange) {
        withBody(exchange, json -> {
            String name = json.path("name").asText(work.snapshotName());
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,63}")) {
                exchange.problem(Problem.invalidParameter(
                        "a snapshot's name has 1 to 64 letters, digits, dots and dashes, and begins with no mark"));
            } else if (isReady(exchange)) {
                TaskRoutes.accepted(exchange, work.snapshot(name));
            }
        });
    }

    private void snapshots(Exchange exchange) {
        work.snapshots(snapshots -> {
            ObjectNode json = Json.object();
            ArrayNode all = json.putArray("snapshots");
            for (SnapshotView snapshot : snapshots) {
                all.addObject()
                        .put("name", snapshot.name())
                        .put("path", snapshot.path())
                        .put("complete", snapshot.complete())
                        .put("files", snapshot.files())
                        .put("bytes", snapshot.bytes());
            }
            json.put(
                    "restore",
                    "gramme snapshot restore PATH DIRECTORY makes an empty directory a data directory to start a node with");
            exchange.json(200, json);
        });
    }

    private void compact(Exchange exchange) {
        if (isReady(exchange)) {
            TaskRoutes.accepted(exchange, work.compact());
        }
    }

    private void level(Exchange exchange, JsonNode json) {
        String logger = json.path("logger").asText("");
        if (!logger.matches("[A-Za-z0-9_.]{0,200}")) {
            exchange.problem(Problem.invalidParameter("logger is no name of one"));
            return;
        }
        Task task = work.logLevel(logger, json.path("level").asText());
        if (task == null) {
            exchange.problem(Problem.invalidParameter("level is none of error, warn, info, debug, trace"));
        } else {
            TaskRoutes.accepted(exchange, task);
        }
    }

    private void config(Exchange exchange) {
        ObjectNode json = Json.object();
        ArrayNode settings = json.putArray("settings");
        for (Shown setting : work.settings()) {
            settings.addObject()
                    .put("key", setting.key())
                    .put("value", setting.text())
                    .put("origin", setting.origin());
        }
        exchange.json(200, json);
    }
}
