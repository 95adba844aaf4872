package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.Timers;
import org.jspecify.annotations.Nullable;

/** Timers of one simulated executor, by its machine's clock. A timer that fires waits its turn on the executor. */
public final class SimTimers implements Timers {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SimLoop loop;
    private final SimExecutor executor;
    private final SimClock clock;

    public SimTimers(SimLoop loop, SimExecutor executor, SimClock clock) {
        this.loop = loop;
        this.executor = executor;
        this.clock = clock;
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        if (delayMillis < 0) {
            throw new IllegalArgumentException("delay of " + delayMillis + " ms");
        }
        SimTimer timer = new SimTimer(task);
        if (delayMillis == 0) {
            executor.execute(timer::run);
        } else {
            timer.event = loop.schedule(
                    clock.loopNanos(delayMillis * NANOS_PER_MILLI), "timer", () -> executor.execute(timer::run));
        }
        return timer;
    }

    private static final class SimTimer implements Timer {
        private final Runnable task;
        private SimLoop.@Nullable Event event;
        private boolean cancelled;

        SimTimer(Runnable task) {
            this.task = task;
        }

        void run() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (event != null) {
                event.cancel();
            }
        }
    }
}
