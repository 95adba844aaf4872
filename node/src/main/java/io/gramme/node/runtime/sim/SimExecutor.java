package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.SerialExecutor;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A serial executor on virtual time: one task per event of the loop, in the order given. A task that spends time keeps
 * the executor busy for that long, and nothing else. Its owner can pause it (a stopped process) and end it (a dead one).
 */
public final class SimExecutor implements SerialExecutor {
    private final SimLoop loop;
    private final String name;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private long busyUntilNanos;
    private boolean scheduled;
    private boolean paused;
    private boolean ended;

    /** @param name whose executor it is, for traces */
    public SimExecutor(SimLoop loop, String name) {
        this.loop = loop;
        this.name = name;
    }

    @Override
    public void execute(Runnable task) {
        if (loop.isSpending()) {
            // Given late in an event that takes time: what others give in the meantime comes first.
            loop.schedule(0, name, () -> arrive(task));
        } else {
            arrive(task);
        }
    }

    private void arrive(Runnable task) {
        if (!ended) {
            tasks.add(task);
            wake();
        }
    }

    /** Tasks that wait. */
    public int waiting() {
        return tasks.size();
    }

    /** Runs nothing until {@link #resume()}; tasks gather. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
        wake();
    }

    /** Drops what waits and whatever comes, for good: the process is dead. */
    public void end() {
        ended = true;
        tasks.clear();
    }

    /** Runs nothing before a time of the loop: the process is still busy with its start. */
    public void busyUntil(long nanos) {
        busyUntilNanos = Math.max(busyUntilNanos, nanos);
    }

    private void wake() {
        if (!scheduled && !paused && !tasks.isEmpty()) {
            scheduled = true;
            long wait = Math.max(0, busyUntilNanos - loop.nowNanos());
            loop.schedule(wait + loop.turnNanos(), name, this::turn);
        }
    }

    private void turn() {
        scheduled = false;
        if (paused || tasks.isEmpty()) {
            return;
        }
        if (loop.nowNanos() < busyUntilNanos) {
            wake();
            return;
        }
        tasks.remove().run();
        busyUntilNanos = loop.nowNanos();
        wake();
    }
}
