package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.background.Task;
import io.gramme.node.background.Tasks;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code /v1/admin/tasks}: work under way and how it ended. */
final class TaskRoutes implements AdminRoutes {
    private static final String ALL = "/v1/admin/tasks";

    private final Tasks tasks;

    TaskRoutes(Tasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public void addTo(AdminApi api) {
        api.on("GET", ALL, this::list);
        api.on("GET", ALL + "/", exchange -> with(exchange, task -> exchange.json(200, document(task))));
        api.on("DELETE", ALL + "/", exchange -> with(exchange, task -> cancel(exchange, task)));
    }

    /** 202 with the address of a task that has begun, or 503 when it could not. */
    static void accepted(Exchange exchange, @Nullable Task task) {
        if (task == null) {
            exchange.problem(Problem.of(503, "overloaded", Tasks.KEPT + " tasks are running already"));
            return;
        }
        exchange.put(HttpHeaders.LOCATION, ALL + "/" + task.id());
        exchange.json(202, document(task));
    }

    private void list(Exchange exchange) {
        ArrayNode all = Json.array();
        tasks.all().forEach(task -> all.add(document(task)));
        ObjectNode json = Json.object();
        json.set("tasks", all);
        exchange.json(200, json);
    }

    private void with(Exchange exchange, Consumer<Task> then) {
        Task task = tasks.find(exchange.path().substring(ALL.length() + 1));
        if (task == null) {
            exchange.problem(Problem.of(404, "no-such-task", "this process knows no task of that id"));
        } else {
            then.accept(task);
        }
    }

    private static void cancel(Exchange exchange, Task task) {
        if (task.cancel()) {
            exchange.json(202, document(task));
        } else {
            exchange.problem(Problem.of(
                    409, "conflict", "the task is over: " + task.state().text()));
        }
    }

    static ObjectNode document(Task task) {
        ObjectNode json = Json.object();
        json.put("id", task.id());
        json.put("kind", task.kind());
        json.put("subject", task.subject());
        json.put("state", task.state().text());
        json.put("startedAt", Instant.ofEpochMilli(task.startedMillis()).toString());
        if (task.endedMillis() > 0) {
            json.put("endedAt", Instant.ofEpochMilli(task.endedMillis()).toString());
        }
        if (!task.unit().isEmpty()) {
            json.put("unit", task.unit());
            json.put("done", task.done());
            if (task.total() > 0) {
                json.put("total", task.total());
                json.put("progress", Math.min(1.0, (double) task.done() / task.total()));
            }
            json.put("rate", Math.round(task.rate() * 10) / 10.0);
        }
        if (task.etaSeconds() >= 0) {
            json.put("etaSeconds", task.etaSeconds());
        }
        if (!task.detail().isEmpty()) {
            json.put("detail", task.detail());
        }
        return json;
    }
}
