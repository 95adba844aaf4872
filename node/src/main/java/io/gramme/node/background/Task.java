package io.gramme.node.background;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Invariants;
import java.util.Locale;

/**
 * One long piece of work that a person asked for: how far it is, and how it ended. Lives on the control loop; whoever does
 * the work reports from there.
 */
public final class Task {
    private final String id;
    private final String kind;
    private final String subject;
    private final Clock clock;
    private final Runnable onCancel;
    private final long startedMillis;
    private final long startedNanos;
    private State state = State.RUNNING;
    private String unit = "";
    private long done;
    private long total;
    private String detail = "";
    private long endedMillis;
    private long endedNanos;

    /** How a task stands. The names in the API are these in lower case. */
    public enum State {
        RUNNING,
        /** Asked to stop, and not yet stopped. */
        CANCELLING,
        DONE,
        FAILED,
        CANCELLED;

        /** Whether nothing more will happen. */
        public boolean isOver() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }

        /** As the API shows it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Task(String id, Start start, Clock clock) {
        this.id = id;
        this.kind = start.kind();
        this.subject = start.subject();
        this.onCancel = start.onCancel();
        this.clock = clock;
        this.startedMillis = clock.wallMillis();
        this.startedNanos = clock.monotonicNanos();
    }

    /**
     * What a task is begun with.
     *
     * @param kind snapshot, repair ...; letters only, it is part of the id
     * @param subject what it works on, for people; may be empty
     * @param onCancel told once, on the control loop, that a person wants it stopped; the work answers with
     *     {@link #cancelled}
     */
    public record Start(String kind, String subject, Runnable onCancel) {
        /** Of work that cannot be stopped half-way: it is marked, and ends as it would have. */
        public static final Runnable GOES_ON = () -> {};
    }

    /**
     * How far it is.
     *
     * @param unit of both numbers: bytes, partitions, files
     * @param totalNow 0 while unknown
     */
    public void progress(String unit, long doneNow, long totalNow) {
        Invariants.check(doneNow >= 0 && totalNow >= 0, "progress %d of %d", doneNow, totalNow);
        this.unit = unit;
        this.done = doneNow;
        this.total = totalNow;
    }

    /** It ended well; {@code what} is one sentence. */
    public void done(String what) {
        end(State.DONE, what);
    }

    /** It ended badly; {@code why} is one sentence. */
    public void failed(String why) {
        end(State.FAILED, why);
    }

    /** It stopped because it was asked to; {@code where} is one sentence. */
    public void cancelled(String where) {
        end(State.CANCELLED, where);
    }

    private void end(State how, String what) {
        if (!state.isOver()) {
            state = how;
            detail = what;
            endedMillis = clock.wallMillis();
            endedNanos = clock.monotonicNanos();
        }
    }

    /** Asks it to stop; {@code false} when it is over already. */
    public boolean cancel() {
        if (state == State.RUNNING) {
            state = State.CANCELLING;
            onCancel.run();
        }
        return state == State.CANCELLING || state == State.CANCELLED;
    }

    public String id() {
        return id;
    }

    public String kind() {
        return kind;
    }

    /** What it works on, for people. */
    public String subject() {
        return subject;
    }

    public State state() {
        return state;
    }

    public String unit() {
        return unit;
    }

    public long done() {
        return done;
    }

    /** 0 while unknown. */
    public long total() {
        return total;
    }

    /** How it ended, empty before. */
    public String detail() {
        return detail;
    }

    public long startedMillis() {
        return startedMillis;
    }

    /** Wall clock of its end, 0 before. */
    public long endedMillis() {
        return endedMillis;
    }

    /** Units a second since it began, 0 while none can be told. */
    public double rate() {
        long nanos = (state.isOver() ? endedNanos : clock.monotonicNanos()) - startedNanos;
        return nanos <= 0 ? 0 : done * 1e9 / nanos;
    }

    /** Seconds until its end at the rate so far, negative while none can be told. */
    public long etaSeconds() {
        double rate = rate();
        return state.isOver() || total == 0 || rate == 0 ? -1 : (long) Math.ceil(Math.max(0, total - done) / rate);
    }
}
