package io.gramme.node.runtime.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.Invariants.BrokenInvariant;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.Timers.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimLoopTest {
    private final SimLoop loop = new SimLoop();
    private final SimExecutor executor = new SimExecutor(loop, "e");
    private final SimClock clock = new SimClock(loop);
    private final SimTimers timers = new SimTimers(loop, executor, clock);
    private final List<String> ran = new ArrayList<>();

    @Test
    void runsEventsByTimeAndThenByTheOrderOfQueueing() {
        loop.schedule(5, "", () -> ran.add("b"));
        loop.schedule(1, "", () -> ran.add("a"));
        loop.schedule(5, "", () -> ran.add("c"));
        loop.runUntilIdle(10);
        assertThat(ran).containsExactly("a", "b", "c");
        assertThat(loop.nowNanos()).isEqualTo(5);
    }

    @Test
    void neverRunsATaskInsideTheCallThatQueuesIt() {
        executor.execute(() -> {
            executor.execute(() -> ran.add("inner"));
            ran.add("outer");
        });
        assertThat(ran).isEmpty();
        loop.runUntilIdle(10);
        assertThat(ran).containsExactly("outer", "inner");
    }

    @Test
    void keepsTheOrderOfOneExecutorUnderJitterAndBusyTurns() {
        SimLoop jittery = new SimLoop(new SeededRandomness(3), 1000);
        SimExecutor busy = new SimExecutor(jittery, "busy");
        SimTimers busyTimers = new SimTimers(jittery, busy, new SimClock(jittery));
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int task = i;
            busy.execute(() -> {
                jittery.spend(task % 3 * 1_000_000L);
                order.add(task);
            });
        }
        busyTimers.schedule(1, () -> order.add(100));
        jittery.runUntilIdle(1000);
        assertThat(order).hasSize(101).contains(100);
        order.remove((Integer) 100);
        assertThat(order).isSorted();
    }

    @Test
    void timersFireOnTheirTimeAndNotWhenCancelled() {
        timers.schedule(10, () -> ran.add("ten at " + clock.monotonicMillis()));
        Timer cancelled = timers.schedule(5, () -> ran.add("five"));
        timers.schedule(0, () -> ran.add("zero"));
        cancelled.cancel();
        loop.runFor(Duration.ofMillis(9));
        assertThat(ran).containsExactly("zero");
        loop.runFor(Duration.ofMillis(1));
        assertThat(ran).containsExactly("zero", "ten at 10");
    }

    @Test
    void timeSpentByOneExecutorDelaysItAndItsMessagesOnly() {
        SimExecutor other = new SimExecutor(loop, "other");
        executor.execute(() -> {
            loop.spend(1000);
            other.execute(() -> ran.add("told at " + loop.nowNanos()));
        });
        executor.execute(() -> ran.add("next at " + loop.nowNanos()));
        other.execute(() -> ran.add("free at " + loop.nowNanos()));
        loop.runUntilIdle(10);
        assertThat(ran).containsExactlyInAnyOrder("free at 0", "told at 1000", "next at 1000");
    }

    @Test
    void aPausedExecutorCatchesUpAndAnEndedOneDoesNot() {
        executor.execute(() -> ran.add("before"));
        executor.pause();
        timers.schedule(1, () -> ran.add("timer"));
        loop.runFor(Duration.ofMillis(5));
        assertThat(ran).isEmpty();
        executor.resume();
        loop.runFor(Duration.ofMillis(1));
        assertThat(ran).containsExactly("before", "timer");
        executor.execute(() -> ran.add("never"));
        executor.end();
        executor.execute(() -> ran.add("never"));
        loop.runFor(Duration.ofMillis(1));
        assertThat(ran).containsExactly("before", "timer");
    }

    @Test
    void clocksDriftAndStep() {
        clock.drift(100_000);
        long wall = clock.wallMillis();
        loop.runFor(Duration.ofSeconds(10));
        assertThat(clock.monotonicMillis()).isEqualTo(11_000);
        clock.stepWall(-3_600_000);
        assertThat(clock.wallMillis() - wall).isEqualTo(11_000 - 3_600_000);
        assertThat(clock.monotonicMillis()).isEqualTo(11_000);
    }

    @Test
    void timersNeverFireEarlyByTheirOwnClockWhateverItsDrift() {
        for (long drift : new long[] {-500_000, -333, 7, 1_000, 900_001}) {
            clock.drift(drift);
            for (long delay = 1; delay < 200; delay += 13) {
                long start = clock.monotonicNanos();
                long[] fired = new long[1];
                timers.schedule(delay, () -> fired[0] = clock.monotonicNanos() - start);
                loop.runUntilIdle(10);
                assertThat(fired[0]).isBetween(delay * 1_000_000, delay * 1_000_000 + 5);
            }
        }
    }

    @Test
    void somethingThatNeverRestsIsABrokenInvariant() {
        executor.execute(this::again);
        assertThatThrownBy(() -> loop.runUntilIdle(100)).isInstanceOf(BrokenInvariant.class);
    }

    private void again() {
        executor.execute(this::again);
    }
}
