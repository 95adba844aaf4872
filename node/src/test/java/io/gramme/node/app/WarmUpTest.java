package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final long MILLI = 1_000_000L;

    @Test
    void aRehearsalServesClientsAndMovesPartitionsAndIsOverByItself() throws Exception {
        Rehearsal rehearsal = new Rehearsal(1);
        for (int i = 0; i < 200_000 && !rehearsal.isOver(); i++) {
            rehearsal.turn();
        }
        assertThat(rehearsal.hasMoved()).isTrue();
        assertThat(rehearsal.operations()).isGreaterThan(1_500);
    }

    /** A clock that moves on by a millisecond whenever somebody looks, timers that go off in order, one thread. */
    private static final class World implements Clock {
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private long nanos;
        private int slices;
        private boolean waits;
        private boolean seated;
        private int ends;
        private int rehearsals;

        WarmUp warmUp(long mostMillis) {
            WarmUp.Ports ports = new WarmUp.Ports(
                    this,
                    (delayMillis, task) -> {
                        tasks.add(task);
                        return () -> tasks.remove(task);
                    },
                    task -> {
                        slices++;
                        task.run();
                    },
                    () -> waits && !seated,
                    () -> seated,
                    (begun, broken) -> {
                        assertThat(broken).isNull();
                        ends++;
                        rehearsals = begun;
                    });
            return new WarmUp(ports, 1, mostMillis * MILLI);
        }

        void turn(int times) {
            for (int i = 0; i < times && !tasks.isEmpty(); i++) {
                tasks.remove().run();
            }
        }

        @Override
        public long wallMillis() {
            return nanos / MILLI;
        }

        @Override
        public long monotonicNanos() {
            nanos += MILLI;
            return nanos;
        }
    }

    @Test
    void beginsWhenTheNodeWaitsForASeatAndEndsAfterItsTime() {
        World world = new World();
        world.warmUp(100).start();
        world.turn(5);
        assertThat(world.slices).as("before a ring is known").isZero();
        world.waits = true;
        world.turn(100);
        assertThat(world.slices).isBetween(5, 12);
        assertThat(world.ends).isEqualTo(1);
        assertThat(world.rehearsals).isEqualTo(1);
        assertThat(world.tasks).as("nothing is left to do").isEmpty();
    }

    @Test
    void endsAfterSomeRehearsalsHoweverMuchTimeThereIs() {
        World world = new World();
        world.waits = true;
        world.warmUp(100_000_000).start();
        world.turn(10_000_000);
        assertThat(world.ends).isEqualTo(1);
        assertThat(world.rehearsals).isEqualTo(1);
        assertThat(world.tasks).isEmpty();
    }

    @Test
    void aSeatEndsIt() {
        World world = new World();
        world.waits = true;
        world.warmUp(60_000).start();
        world.turn(10);
        assertThat(world.slices).isEqualTo(10);
        world.seated = true;
        world.turn(10);
        assertThat(world.slices).as("the last one lets go of what was played").isEqualTo(11);
        assertThat(world.ends).isEqualTo(1);
        assertThat(world.tasks).isEmpty();
    }

    @Test
    void noTimeMeansNoWarmUp() {
        World world = new World();
        world.waits = true;
        world.warmUp(0).start();
        world.turn(10);
        assertThat(world.slices).isZero();
    }
}
