package io.gramme.node.background;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.metrics.CoordinatorMetrics.Operation;
import io.gramme.node.metrics.CoordinatorMetrics.Result;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.runtime.sim.SimTimers;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackgroundBudgetSimTest {
    private static final long FULL = 4L << 20;
    private static final long STEP = 64 * 1024;
    private static final long QUIET_NANOS = 2_000_000;

    private final SimLoop loop = new SimLoop();
    private final SimClock clock = new SimClock(loop);
    private final SimExecutor control = new SimExecutor(loop, "control");
    private final BackgroundBudget budget = new BackgroundBudget(
            new BackgroundBudget.Ports(clock, control, new SimTimers(loop, control, clock), BackgroundMetrics.NONE),
            FULL);
    private final Background port = budget.port(new SimExecutor(loop, "shard"));
    private final CoordinatorMetrics clients = budget.watching(CoordinatorMetrics.NONE);
    private final Map<Task, Long> moved = new EnumMap<>(Task.class);

    /** Work without end: each step asks for the next one. */
    private void keepAsking(Task task, long bytes) {
        assertThat(port.request(task, bytes, () -> {
                    moved.merge(task, bytes, Long::sum);
                    keepAsking(task, bytes);
                }))
                .isTrue();
    }

    private long movedIn(Task task, int seconds) {
        long before = moved.getOrDefault(task, 0L);
        run(seconds);
        return (moved.getOrDefault(task, 0L) - before) / seconds;
    }

    private void run(int seconds) {
        loop.runFor(Duration.ofSeconds(seconds));
    }

    /** A hundred requests a second, each of that duration. */
    private void serve(int seconds, long nanos) {
        for (int i = 0; i < seconds * 100; i++) {
            clients.finished(Operation.GET, Result.OK, nanos);
            loop.runFor(Duration.ofMillis(10));
        }
    }

    @Test
    void withoutClientsWorkGoesAtTheFullRate() {
        keepAsking(Task.REPAIR, STEP);
        run(2);
        assertThat(movedIn(Task.REPAIR, 10)).isBetween(FULL * 97 / 100, FULL * 103 / 100);
    }

    @Test
    void whoeverWaitsGetsAnEqualPartWhateverTheSizeOfItsSteps() {
        keepAsking(Task.HINTS, 16 * 1024);
        keepAsking(Task.REPAIR, 64 * 1024);
        keepAsking(Task.TRANSFER, 1 << 20);
        keepAsking(Task.PURGE, 4 * 1024);
        run(60);
        for (Task task : new Task[] {Task.HINTS, Task.REPAIR, Task.TRANSFER, Task.PURGE}) {
            assertThat(moved.get(task))
                    .as("%s of %s", task, moved)
                    .isBetween(FULL * 15 - (2 << 20), FULL * 15 + (2 << 20));
        }
    }

    @Test
    void nobodySavesUpWhileIdle() {
        keepAsking(Task.TRANSFER, STEP);
        run(30);
        keepAsking(Task.HINTS, STEP);
        assertThat(movedIn(Task.HINTS, 10)).isBetween(FULL * 45 / 100, FULL * 55 / 100);
    }

    @Test
    void compactionsBytesStayOnTheDiskAndCountAnEighth() {
        keepAsking(Task.COMPACTION, STEP);
        run(2);
        assertThat(movedIn(Task.COMPACTION, 5)).isBetween(FULL * 8 * 95 / 100, FULL * 8 * 105 / 100);
    }

    @Test
    void fallsToASixteenthWhileClientsSufferAndComesBackWhenTheyDoNot() {
        serve(5, QUIET_NANOS);
        keepAsking(Task.REPAIR, STEP);
        serve(20, QUIET_NANOS);
        assertThat(budget.state().bytesPerSecond()).isEqualTo(FULL);
        serve(8, 60_000_000);
        assertThat(budget.state().bytesPerSecond()).isEqualTo(FULL / 16);
        assertThat(budget.state().baselineMicros()).isLessThan(4_000);
        serve(20, QUIET_NANOS);
        assertThat(budget.state().bytesPerSecond()).isEqualTo(FULL);
    }

    @Test
    void aLittleMoreThanTheBaselineIsNoSuffering() {
        serve(5, QUIET_NANOS);
        keepAsking(Task.REPAIR, STEP);
        serve(20, QUIET_NANOS + 8_000_000);
        assertThat(budget.state().bytesPerSecond()).isEqualTo(FULL);
    }

    @Test
    void workAfterAPauseBeginsWithAnEighthAndRisesWhileClientsDoNotMind() {
        serve(10, QUIET_NANOS);
        assertThat(budget.state().bytesPerSecond()).isEqualTo(FULL / 8);
        keepAsking(Task.TRANSFER, STEP);
        serve(4, QUIET_NANOS);
        assertThat(budget.state().bytesPerSecond()).isBetween(FULL * 4 / 16, FULL * 7 / 16);
        serve(14, QUIET_NANOS);
        assertThat(budget.state().bytesPerSecond()).isEqualTo(FULL);
    }

    @Test
    void withoutClientsAPauseTakesNothingAway() {
        run(60);
        assertThat(budget.state().bytesPerSecond()).isEqualTo(FULL);
    }

    @Test
    void loadThatHasGrownForGoodIsNotBlamedOnBackgroundWorkForEver() {
        serve(5, 20_000_000);
        keepAsking(Task.REPAIR, STEP);
        serve(10, 60_000_000);
        assertThat(budget.state().bytesPerSecond()).isEqualTo(FULL / 16);
        serve(120, 60_000_000);
        assertThat(budget.state().bytesPerSecond()).isEqualTo(FULL);
    }

    @Test
    void whileClientsAreTurnedAwayOnlyCompactionGoesOn() {
        AdmissionMetrics admission = budget.watching(AdmissionMetrics.NONE);
        keepAsking(Task.REPAIR, STEP);
        keepAsking(Task.COMPACTION, STEP);
        run(5);
        for (int i = 0; i < 100; i++) {
            admission.shed(AdmissionMetrics.Shed.INFLIGHT);
            loop.runFor(Duration.ofMillis(100));
        }
        long repaired = moved.get(Task.REPAIR);
        for (int i = 0; i < 50; i++) {
            admission.shed(AdmissionMetrics.Shed.INFLIGHT);
            loop.runFor(Duration.ofMillis(100));
        }
        assertThat(moved.get(Task.REPAIR)).isEqualTo(repaired);
        assertThat(budget.state().shedding()).isTrue();
        assertThat(movedIn(Task.COMPACTION, 1)).isPositive();
        run(20);
        assertThat(moved.get(Task.REPAIR)).isGreaterThan(repaired);
    }

    @Test
    void tooMuchThatWaitsIsRefusedAndOthersAreNot() {
        for (int i = 0; i < BackgroundBudget.MOST_WAITING; i++) {
            assertThat(port.request(Task.REPAIR, 1 << 20, () -> {})).isTrue();
        }
        assertThat(port.request(Task.REPAIR, 1, () -> {})).isFalse();
        assertThat(port.request(Task.HINTS, 1, () -> {})).isTrue();
        run(3);
        assertThat(port.request(Task.REPAIR, 1, () -> {})).isTrue();
    }

    @Test
    void whatWasTakenAtOnceMakesTheRestWait() {
        port.took(Task.REPAIR, FULL * 5);
        keepAsking(Task.HINTS, STEP);
        run(4);
        assertThat(moved).isEmpty();
        run(2);
        assertThat(moved).isNotEmpty();
    }

    @Test
    void aGrantNeverComesInsideTheRequestAndNothingTicksWhenNothingWaits() {
        boolean[] granted = {false};
        port.request(Task.HINTS, STEP, () -> granted[0] = true);
        assertThat(granted[0]).isFalse();
        run(1);
        assertThat(granted[0]).isTrue();
        assertThat(loop.pending()).isZero();
        assertThat(budget.state().tasks())
                .contains(new BudgetState.OfTask(Task.HINTS, 0, 0, STEP))
                .contains(new BudgetState.OfTask(Task.REPAIR, 0, 0, 0));
    }
}
