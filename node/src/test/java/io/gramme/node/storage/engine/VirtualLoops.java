package io.gramme.node.storage.engine;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Several serial executors on one thread: which one turns next is chance, each keeps its own order. */
final class VirtualLoops {
    private final Randomness randomness;
    private final List<ArrayDeque<Runnable>> queues = new ArrayList<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>();
    private long now;
    private long scheduled;

    private record Due(long at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    VirtualLoops(Randomness randomness) {
        this.randomness = randomness;
    }

    SerialExecutor executor() {
        ArrayDeque<Runnable> queue = new ArrayDeque<>();
        queues.add(queue);
        return queue::add;
    }

    Timers timers(SerialExecutor executor) {
        return (delay, task) -> {
            boolean[] cancelled = new boolean[1];
            timers.add(new Due(
                    now + delay,
                    scheduled++,
                    () -> executor.execute(() -> {
                        if (!cancelled[0]) {
                            task.run();
                        }
                    })));
            return () -> cancelled[0] = true;
        };
    }

    /** Runs one task of one executor; {@code false} when none waits. */
    boolean turn() {
        ArrayDeque<Runnable> queue = pick();
        if (queue == null) {
            return false;
        }
        queue.remove().run();
        return true;
    }

    private @Nullable ArrayDeque<Runnable> pick() {
        int busy = 0;
        for (ArrayDeque<Runnable> queue : queues) {
            busy += queue.isEmpty() ? 0 : 1;
        }
        if (busy == 0) {
            return null;
        }
        int chosen = randomness.nextInt(busy);
        for (ArrayDeque<Runnable> queue : queues) {
            if (!queue.isEmpty() && chosen-- == 0) {
                return queue;
            }
        }
        throw new IllegalStateException("unreachable");
    }

    void turns(int most) {
        for (int i = 0; i < most && turn(); i++) {
            continue;
        }
    }

    /** Runs everything that waits, but no timer. */
    void settle() {
        while (turn()) {
            continue;
        }
    }

    /** Lets virtual time pass, with everything that falls due. */
    void pass(long millis) {
        long until = now + millis;
        settle();
        while (!timers.isEmpty() && timers.peek().at <= until) {
            Due due = timers.remove();
            now = due.at;
            due.task.run();
            settle();
        }
        now = until;
    }
}
