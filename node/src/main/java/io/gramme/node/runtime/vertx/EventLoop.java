package io.gramme.node.runtime.vertx;

import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * One Vert.x event loop as a serial executor with timers. A task that throws is handed to the handler given, which stops
 * the node.
 */
public final class EventLoop implements SerialExecutor, Timers {
    private static final long NOT_ARMED = -1;

    private final Context context;
    private final Consumer<Throwable> onBroken;

    /**
     * @param context an event-loop context, not a worker's
     * @param onBroken told, on the loop, of the task that threw
     */
    public EventLoop(Context context, Consumer<Throwable> onBroken) {
        if (!context.isEventLoopContext()) {
            throw new IllegalArgumentException("not an event-loop context: " + context);
        }
        this.context = context;
        this.onBroken = onBroken;
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(ignored -> run(task));
    }

    /** Callable from any thread, though the handle is the loop's own. */
    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        if (delayMillis < 0) {
            throw new IllegalArgumentException("delay of " + delayMillis + " ms");
        }
        LoopTimer timer = new LoopTimer(task);
        if (delayMillis == 0) {
            execute(timer::fire);
        } else if (Vertx.currentContext() == context) {
            timer.arm(delayMillis);
        } else {
            // Vert.x runs a timer on the context that sets it.
            context.runOnContext(ignored -> timer.arm(delayMillis));
        }
        return timer;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable broken) {
            onBroken.accept(broken);
        }
    }

    /** One-shot; touched on the loop only, after it was made. */
    private final class LoopTimer implements Timer {
        private final Runnable task;
        private long id = NOT_ARMED;
        private boolean done;

        LoopTimer(Runnable task) {
            this.task = task;
        }

        void arm(long delayMillis) {
            if (!done) {
                id = context.owner().setTimer(delayMillis, ignored -> fire());
            }
        }

        void fire() {
            if (!done) {
                done = true;
                run(task);
            }
        }

        @Override
        public void cancel() {
            if (!done) {
                done = true;
                if (id != NOT_ARMED) {
                    context.owner().cancelTimer(id);
                }
            }
        }
    }
}
