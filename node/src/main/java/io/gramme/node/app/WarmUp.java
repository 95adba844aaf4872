package io.gramme.node.app;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When a node plays its {@link Rehearsal}, so that its code is compiled before partitions move: else the first writes of the
 * first partitions on their way meet code that is interpreted, or that was compiled without targets, while the compilers take
 * what processors there are; and since a write waits for the newcomers of its partition, all clients would feel it.
 *
 * <p>Once in the life of a process: a node that waits for a seat plays it as soon as it knows its cluster, one that has a
 * seat when it has served for a while with no partition on its way. Partitions that move end it, so does a given time. A
 * fault in it ends it and nothing else.
 */
final class WarmUp {
    /** An owner has its cold start behind it then, and what follows a move. */
    static final long OWNER_WAITS_MILLIS = 20_000;

    private static final long LOOK_MILLIS = 1_000;
    private static final long STEP_MILLIS = 10;

    private final Ports ports;
    private final long mostMillis;
    /** Since when it is ready and nothing moves, or -1. */
    private long stillMillis = -1;

    private long begunMillis;
    private @Nullable Play play;
    private volatile boolean stopped;

    /** What is played, step by step, on a thread of its own. */
    interface Play extends AutoCloseable {
        /** Goes on a little. */
        void turn() throws IOException, InterruptedException;

        /** Whether it came to its end. */
        boolean isOver();

        /** Lets go of everything it holds. */
        @Override
        void close() throws IOException;
    }

    /** Opens a play. */
    interface Opening {
        /** @param seated whether the node has clients beside it */
        Play open(boolean seated) throws IOException;
    }

    /**
     * How it ended.
     *
     * @param millis it took
     * @param over whether the play came to its end
     * @param broken what broke it off, if something did
     */
    record End(long millis, boolean over, @Nullable Exception broken) {}

    /**
     * What it stands on.
     *
     * @param timers of the control loop
     * @param own runs nothing else, and may block
     * @param ready whether the node knows its cluster; asked on the control loop, as the next two
     * @param seated whether it has a seat there
     * @param moves whether partitions move
     * @param onEnd told on the control loop
     */
    record Ports(
            Clock clock,
            Timers timers,
            SerialExecutor own,
            BooleanSupplier ready,
            BooleanSupplier seated,
            BooleanSupplier moves,
            Opening opening,
            Consumer<End> onEnd) {}

    /** @param mostMillis from its beginning to its end; none at all with 0 */
    WarmUp(Ports ports, long mostMillis) {
        this.ports = ports;
        this.mostMillis = mostMillis;
    }

    /** Begins to look whether there is time; from any thread, with the node's start. */
    void start() {
        if (mostMillis > 0) {
            ports.timers.schedule(LOOK_MILLIS, this::await);
        }
    }

    /** The node stops; from any thread. What is played ends with its next step. */
    void stop() {
        stopped = true;
    }

    private void await() {
        if (stopped) {
            return;
        }
        long now = ports.clock.monotonicMillis();
        boolean seated = ports.seated.getAsBoolean();
        boolean still = ports.ready.getAsBoolean() && !ports.moves.getAsBoolean();
        if (!still) {
            stillMillis = -1;
        } else if (stillMillis < 0) {
            stillMillis = now;
        }
        if (still && (!seated || now - stillMillis >= OWNER_WAITS_MILLIS)) {
            begunMillis = now;
            ports.own.execute(() -> open(seated));
        } else {
            ports.timers.schedule(LOOK_MILLIS, this::await);
        }
    }

    private void open(boolean seated) {
        try {
            play = ports.opening.open(seated);
            next();
        } catch (IOException | RuntimeException broken) {
            end(null, broken);
        }
    }

    private void next() {
        ports.timers.schedule(STEP_MILLIS, () -> {
            boolean goesOn = !ports.moves.getAsBoolean();
            ports.own.execute(() -> turn(goesOn));
        });
    }

    private void turn(boolean goesOn) {
        Play playing = play;
        if (playing == null) {
            return;
        }
        try {
            playing.turn();
        } catch (IOException | RuntimeException broken) {
            end(playing, broken);
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            end(playing, interrupted);
            return;
        }
        boolean late = ports.clock.monotonicMillis() - begunMillis >= mostMillis;
        if (!goesOn || late || stopped || playing.isOver()) {
            end(playing, null);
        } else {
            next();
        }
    }

    private void end(@Nullable Play playing, @Nullable Exception broken) {
        play = null;
        Exception first = broken;
        if (playing != null) {
            try {
                playing.close();
            } catch (IOException | RuntimeException fault) {
                first = broken == null ? fault : broken;
            }
        }
        long millis = ports.clock.monotonicMillis() - begunMillis;
        End end = new End(millis, playing != null && playing.isOver(), first);
        ports.timers.schedule(0, () -> ports.onEnd.accept(end));
    }
}
