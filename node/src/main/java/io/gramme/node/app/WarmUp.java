package io.gramme.node.app;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A node that waits for a seat makes use of the time: it plays {@link Rehearsal}s until its code is compiled. Else the first
 * writes of the first partitions on their way to it would meet code that is interpreted, while its compilers take what
 * processors there are; and a write waits for the newcomers of its partition, so all clients would feel it.
 *
 * <p>It ends with the seat, after a number of rehearsals, and after a given time; it works half of the time at most, on
 * a thread of its own. Nothing of it touches the node, its disk or its sockets. A fault in it ends it and nothing else.
 */
final class WarmUp {
    /** The thread that it is given has this name: what is logged on it is not this node's. */
    static final String THREAD = "warm-up";

    /** After so many even what runs once a request has been called often enough for the second compiler. */
    static final int REHEARSALS = 12;

    private static final long SLICE_NANOS = 10_000_000L;
    private static final long PAUSE_MILLIS = 10;
    private static final long LOOK_MILLIS = 1_000;

    private final Ports ports;
    private final int rehearsals;
    private final long mostNanos;
    private long endsNanos;
    private boolean begun;
    private boolean over;
    private int played;
    private @Nullable Rehearsal rehearsal;

    /**
     * What it stands on.
     *
     * @param timers of the control loop
     * @param own runs nothing else
     * @param waits whether the node knows its cluster and has no seat in it; asked on the control loop
     * @param seated whether it has one; asked there too
     * @param onEnd told there how many rehearsals were begun, and what broke off the last one, if something did
     */
    record Ports(
            Clock clock,
            Timers timers,
            SerialExecutor own,
            BooleanSupplier waits,
            BooleanSupplier seated,
            BiConsumer<Integer, @Nullable Throwable> onEnd) {}

    /**
     * @param rehearsals to be played
     * @param mostNanos from its beginning to its end
     */
    WarmUp(Ports ports, int rehearsals, long mostNanos) {
        this.ports = ports;
        this.rehearsals = rehearsals;
        this.mostNanos = mostNanos;
    }

    /** Begins to look whether there is time; from any thread, with the node's start. */
    void start() {
        if (mostNanos > 0) {
            ports.timers.schedule(LOOK_MILLIS, this::look);
        }
    }

    private void look() {
        if (ports.seated.getAsBoolean()) {
            ports.own.execute(() -> end(null));
        } else if (ports.waits.getAsBoolean()) {
            ports.own.execute(this::slice);
        } else {
            ports.timers.schedule(LOOK_MILLIS, this::look);
        }
    }

    private void slice() {
        long now = ports.clock.monotonicNanos();
        if (!begun) {
            begun = true;
            endsNanos = now + mostNanos;
        }
        try {
            play(now + SLICE_NANOS);
        } catch (IOException | RuntimeException | AssertionError broken) {
            end(broken);
            return;
        }
        if (over || ports.clock.monotonicNanos() - endsNanos >= 0) {
            end(null);
        } else {
            ports.timers.schedule(PAUSE_MILLIS, this::look);
        }
    }

    private void play(long untilNanos) throws IOException {
        Rehearsal playing = rehearsal;
        while (!over && ports.clock.monotonicNanos() - untilNanos < 0) {
            if (playing == null || playing.isOver()) {
                over = played == rehearsals;
                playing = over ? null : new Rehearsal(++played);
                rehearsal = playing;
            }
            if (playing != null) {
                playing.turn();
            }
        }
    }

    private void end(@Nullable Throwable broken) {
        rehearsal = null;
        int count = played;
        ports.timers.schedule(0, () -> ports.onEnd.accept(count, broken));
    }
}
