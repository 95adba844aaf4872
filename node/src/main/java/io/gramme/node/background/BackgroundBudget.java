package io.gramme.node.background;

import io.gramme.node.background.BudgetCore.Waiting;
import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import org.jspecify.annotations.Nullable;

/**
 * The one background budget of a node: a {@link BudgetCore} on the control loop, asked from the loops of all shards and by
 * the engine. No timer runs while nothing waits.
 */
public final class BackgroundBudget {
    /** Steps of one task that one loop may have waiting. */
    static final int MOST_WAITING = 256;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Ports ports;
    private final BudgetCore core;
    private Timers.@Nullable Timer timer;
    private long shownRate = -1;

    /** What it stands on: the control loop with its timers, and the clock. */
    public record Ports(Clock clock, SerialExecutor control, Timers timers, BackgroundMetrics metrics) {}

    /** @param bytesPerSecond the full rate, which it has while clients do not mind */
    public BackgroundBudget(Ports ports, long bytesPerSecond) {
        this.ports = ports;
        this.core = new BudgetCore(bytesPerSecond, ports.clock.monotonicNanos());
    }

    /** The way of one loop to this budget. Any thread; what is returned belongs to that loop. */
    public Background port(SerialExecutor loop) {
        return new Port(loop);
    }

    /** Asks for the engine's background work, from any thread; {@code next} runs on the control loop. */
    public void compaction(long bytes, Runnable next) {
        Waiting waiting = new Waiting(Task.COMPACTION, bytes, ports.clock.monotonicNanos(), next);
        ports.control.execute(() -> enqueue(waiting));
    }

    /** Counts what the engine had to write at once. From any thread. */
    public void compacted(long bytes) {
        took(Task.COMPACTION, bytes);
    }

    /** Lets this budget hear what clients of one loop feel. */
    public CoordinatorMetrics watching(CoordinatorMetrics metrics) {
        return new ForegroundWatch(
                metrics,
                ports.clock,
                window ->
                        ports.control.execute(() -> core.pressure().onLatencies(window, ports.clock.monotonicNanos())));
    }

    /** Lets this budget hear whom one loop turns away. */
    public AdmissionMetrics watching(AdmissionMetrics metrics) {
        return new ShedWatch(
                metrics,
                ports.clock,
                () -> ports.control.execute(() -> core.pressure().onShed(ports.clock.monotonicNanos())));
    }

    /** The budget now. On the control loop. */
    public BudgetState state() {
        return core.state(ports.clock.monotonicNanos());
    }

    private void took(Task task, long bytes) {
        ports.control.execute(() -> {
            core.took(task, bytes, ports.clock.monotonicNanos());
            ports.metrics.granted(task, bytes, 0);
        });
    }

    private void enqueue(Waiting waiting) {
        core.enqueue(waiting);
        if (timer == null) {
            serve();
        }
    }

    private void serve() {
        timer = null;
        long now = ports.clock.monotonicNanos();
        for (Waiting granted : core.grant(now)) {
            ports.metrics.granted(granted.task(), granted.bytes(), now - granted.sinceNanos());
            granted.onGranted().run();
        }
        long rate = core.bytesPerSecond();
        if (rate != shownRate) {
            shownRate = rate;
            ports.metrics.budget(rate);
        }
        long wait = core.nanosUntilGrant(now);
        if (wait >= 0) {
            timer = ports.timers.schedule(wait / NANOS_PER_MILLI + 1, this::serve);
        }
    }

    private final class Port implements Background {
        private final SerialExecutor loop;
        private final int[] waiting = new int[Task.values().length];

        Port(SerialExecutor loop) {
            this.loop = loop;
        }

        @Override
        @SuppressWarnings("EnumOrdinal") // an index within this process
        public boolean request(Task task, long bytes, Runnable onGranted) {
            int line = task.ordinal();
            if (waiting[line] >= MOST_WAITING) {
                return false;
            }
            waiting[line]++;
            Waiting asked = new Waiting(
                    task,
                    bytes,
                    ports.clock.monotonicNanos(),
                    () -> loop.execute(() -> {
                        waiting[line]--;
                        onGranted.run();
                    }));
            ports.control.execute(() -> enqueue(asked));
            return true;
        }

        @Override
        public void took(Task task, long bytes) {
            BackgroundBudget.this.took(task, bytes);
        }
    }
}
