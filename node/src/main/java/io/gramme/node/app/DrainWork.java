package io.gramme.node.app;

import io.gramme.node.background.Task;
import io.gramme.node.http.DrainRoutes;
import io.gramme.node.http.HttpFront;
import io.gramme.node.membership.Bar;
import io.gramme.node.runtime.Timers;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node out of the way of clients: it answers them 503 {@code draining}, coordinates nothing, and goes on as a replica and
 * as a keeper of hints, which it brings to their owners. Lives on the control loop.
 */
final class DrainWork implements DrainRoutes.Work {
    private static final long LOOK_MILLIS = 500;

    private final Node node;
    private final Supplier<List<HttpFront.HintTarget>> hints;
    private boolean drained;
    private @Nullable Task handingOver;

    /** @param hints what this node keeps for others */
    DrainWork(Node node, Supplier<List<HttpFront.HintTarget>> hints) {
        this.node = node;
        this.hints = hints;
    }

    boolean isDrained() {
        return drained;
    }

    @Override
    public @Nullable Task drain() {
        Task running = handingOver;
        if (running != null) {
            return running;
        }
        Task task = node.tasks().begin(new Task.Start("drain", "this node", this::giveUp));
        if (task != null) {
            handingOver = task;
            rest(true);
            look(task, 0);
        }
        return task;
    }

    @Override
    public @Nullable Task undrain() {
        Task task = node.tasks().begin(new Task.Start("undrain", "this node", () -> {}));
        if (task != null) {
            giveUp();
            rest(false);
            task.done("clients are served again");
        }
        return task;
    }

    private void rest(boolean resting) {
        drained = resting;
        node.board().bar(Bar.DRAINING, resting);
        node.shards.forEach(shard -> shard.loop().loop().execute(() -> shard.rest(resting)));
    }

    /** The node stays drained; only the task ends. */
    private void giveUp() {
        Task running = handingOver;
        handingOver = null;
        if (running != null) {
            running.cancelled("hints left: " + pending());
        }
    }

    private long pending() {
        return hints.get().stream().mapToLong(HttpFront.HintTarget::pending).sum();
    }

    /** Looks until nothing is kept any more; twice, since other shards' numbers come a look late. */
    private void look(Task task, int empty) {
        if (task.state().isOver()) {
            return;
        }
        long pending = pending();
        long most = Math.max(task.total(), pending);
        task.progress("hints", most - pending, most);
        if (pending == 0 && empty > 0) {
            handingOver = null;
            task.done("no client is served, no hint is left");
            return;
        }
        timers().schedule(LOOK_MILLIS, () -> look(task, pending == 0 ? empty + 1 : 0));
    }

    private Timers timers() {
        return node.shards.get(0).loop().timers();
    }
}
