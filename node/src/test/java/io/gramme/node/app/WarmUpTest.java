package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final long MOST_MILLIS = 100_000;
    private static final long LONG_MILLIS = 200_000;
    private static final int STEPS = 50;

    private final World world = new World();

    @Test
    void aNodeWithoutASeatPlaysAsSoonAsItKnowsItsCluster() {
        world.warmUp(MOST_MILLIS).start();
        world.run(5_000);
        assertThat(world.openedAt).isNegative();
        world.ready = true;
        world.run(LONG_MILLIS);
        assertThat(world.openedAt).isBetween(5_000L, 6_100L);
        assertThat(world.openedSeated).isFalse();
        assertThat(world.steps).isEqualTo(STEPS);
        assertThat(world.closed).isEqualTo(1);
        assertThat(world.end().over()).isTrue();
        assertThat(world.end().broken()).isNull();
        assertThat(world.end().millis()).isBetween(STEPS * 10L, STEPS * 20L);
    }

    @Test
    void anOwnerServesForAWhileFirst() {
        world.ready = true;
        world.seated = true;
        world.warmUp(MOST_MILLIS).start();
        world.run(WarmUp.OWNER_WAITS_MILLIS);
        assertThat(world.openedAt).isNegative();
        world.run(5_000);
        assertThat(world.openedAt).isPositive();
        assertThat(world.openedSeated).isTrue();
        world.run(LONG_MILLIS);
        assertThat(world.ends).hasSize(1);
    }

    @Test
    void whereItGetsASeatWhileItPlaysItGoesOnUntilPartitionsMove() {
        world.ready = true;
        world.warmUp(MOST_MILLIS).start();
        world.run(1_100);
        world.seated = true;
        world.run(100);
        assertThat(world.ends).isEmpty();
        world.moves = true;
        world.run(100);
        assertThat(world.end().over()).isFalse();
        assertThat(world.closed).isEqualTo(1);
        int steps = world.steps;
        world.run(LONG_MILLIS);
        assertThat(world.steps).isEqualTo(steps).isLessThan(STEPS);
    }

    @Test
    void itDoesNotBeginWhilePartitionsMove() {
        world.ready = true;
        world.moves = true;
        world.warmUp(MOST_MILLIS).start();
        world.run(LONG_MILLIS);
        assertThat(world.openedAt).isNegative();
        world.moves = false;
        world.run(2_000);
        assertThat(world.ends).hasSize(1);
    }

    @Test
    void anOwnerLetsAMoveBeOverForAWhileFirst() {
        world.ready = true;
        world.seated = true;
        world.warmUp(MOST_MILLIS).start();
        world.run(WarmUp.OWNER_WAITS_MILLIS - 5_000);
        world.moves = true;
        world.run(10_000);
        world.moves = false;
        world.run(WarmUp.OWNER_WAITS_MILLIS);
        assertThat(world.openedAt).isNegative();
        world.run(5_000);
        assertThat(world.ends).hasSize(1);
    }

    @Test
    void itEndsWithItsTime() {
        world.ready = true;
        world.warmUp(100).start();
        world.run(LONG_MILLIS);
        assertThat(world.end().over()).isFalse();
        assertThat(world.steps).isBetween(5, 12);
        assertThat(world.closed).isEqualTo(1);
    }

    @Test
    void withoutTimeThereIsNone() {
        world.ready = true;
        world.warmUp(0).start();
        world.run(LONG_MILLIS);
        assertThat(world.openedAt).isNegative();
    }

    @Test
    void aFaultEndsItAndNothingElse() {
        world.ready = true;
        world.breaksAt = 7;
        world.warmUp(MOST_MILLIS).start();
        world.run(LONG_MILLIS);
        assertThat(world.end().broken()).hasMessage("the disk is full");
        assertThat(world.end().over()).isFalse();
        assertThat(world.closed).isEqualTo(1);
    }

    @Test
    void aPlayThatCannotBeOpenedEndsItToo() {
        world.ready = true;
        world.breaksAt = 0;
        world.warmUp(MOST_MILLIS).start();
        world.run(LONG_MILLIS);
        assertThat(world.end().broken()).hasMessage("the disk is full");
        assertThat(world.closed).isZero();
    }

    @Test
    void aNodeThatStopsEndsIt() {
        world.ready = true;
        WarmUp warmUp = world.warmUp(MOST_MILLIS);
        warmUp.start();
        world.run(1_100);
        warmUp.stop();
        world.run(100);
        assertThat(world.end().over()).isFalse();
        assertThat(world.closed).isEqualTo(1);
    }

    /** One thread, virtual time, a play of some steps. */
    private static final class World implements Clock, WarmUp.Play {
        private record Due(long atMillis, int order, Runnable task) {}

        private final PriorityQueue<Due> timers = new PriorityQueue<>(
                (a, b) -> a.atMillis == b.atMillis ? a.order - b.order : Long.compare(a.atMillis, b.atMillis));
        private final List<WarmUp.End> ends = new ArrayList<>();
        private long nowMillis;
        private int order;
        private boolean ready;
        private boolean seated;
        private boolean moves;
        private long openedAt = -1;
        private @Nullable Boolean openedSeated;
        private int breaksAt = -1;
        private int steps;
        private int closed;

        WarmUp warmUp(long mostMillis) {
            WarmUp.Ports ports = new WarmUp.Ports(
                    this,
                    (delayMillis, task) -> {
                        Due due = new Due(nowMillis + delayMillis, order++, task);
                        timers.add(due);
                        return () -> timers.remove(due);
                    },
                    Runnable::run,
                    () -> ready,
                    () -> seated,
                    () -> moves,
                    this::open,
                    ends::add);
            return new WarmUp(ports, mostMillis);
        }

        private WarmUp.Play open(boolean asSeated) throws IOException {
            assertThat(openedAt).isNegative();
            openedAt = nowMillis;
            openedSeated = asSeated;
            breakAt(0);
            return this;
        }

        private void breakAt(int step) throws IOException {
            if (step == breaksAt) {
                throw new IOException("the disk is full");
            }
        }

        void run(long millis) {
            long until = nowMillis + millis;
            while (!timers.isEmpty() && timers.element().atMillis <= until) {
                Due due = timers.remove();
                nowMillis = due.atMillis;
                due.task.run();
            }
            nowMillis = until;
        }

        WarmUp.End end() {
            assertThat(ends).hasSize(1);
            return ends.get(0);
        }

        @Override
        public void turn() throws IOException {
            steps++;
            breakAt(steps);
        }

        @Override
        public boolean isOver() {
            return steps >= STEPS;
        }

        @Override
        public void close() {
            closed++;
        }

        @Override
        public long wallMillis() {
            return nowMillis;
        }

        @Override
        public long monotonicNanos() {
            return nowMillis * 1_000_000;
        }
    }
}
