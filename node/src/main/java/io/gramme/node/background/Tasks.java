package io.gramme.node.background;

import io.gramme.node.runtime.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of this process, running and over. Lives on the control loop. Bounded: the oldest that is over makes room, and
 * where none is, no new one begins.
 */
public final class Tasks {
    /** Tasks remembered. */
    public static final int KEPT = 256;

    private final Clock clock;
    private final String nonce;
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private long begun;

    /** @param nonce a part of every id, so that those of an earlier process name nothing */
    public Tasks(Clock clock, String nonce) {
        this.clock = clock;
        this.nonce = nonce;
    }

    /** Begins a task, or {@code null} when {@link #KEPT} are running. */
    public @Nullable Task begin(Task.Start start) {
        if (tasks.size() >= KEPT && !dropOldestOver()) {
            return null;
        }
        begun++;
        Task task = new Task(start.kind() + "-" + nonce + "-" + begun, start, clock);
        tasks.put(task.id(), task);
        return task;
    }

    private boolean dropOldestOver() {
        for (Iterator<Task> each = tasks.values().iterator(); each.hasNext(); ) {
            if (each.next().state().isOver()) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    /** One of them, {@code null} when it is unknown or forgotten. */
    public @Nullable Task find(String id) {
        return tasks.get(id);
    }

    /** All that are remembered, oldest first. */
    public List<Task> all() {
        return new ArrayList<>(tasks.values());
    }
}
