package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HybridClockTest {
    private final HybridClock clock = new HybridClock(0);

    @Test
    void stampsGrowWithinAMillisecondAndWhenTheWallClockGoesBack() {
        long first = clock.stamp(1_000, 0).hlc();
        assertThat(first).isEqualTo(HybridClock.of(1_000));
        assertThat(clock.stamp(1_000, 0).hlc()).isEqualTo(first + 1);
        assertThat(clock.stamp(500, 0).hlc()).isEqualTo(first + 2);
        assertThat(HybridClock.millis(clock.stamp(2_000, 0).hlc())).isEqualTo(2_000);
    }

    @Test
    void aStampIsAboveItsFloor() {
        long floor = HybridClock.of(5_000) + 7;
        assertThat(clock.stamp(1_000, floor)).isEqualTo(new HybridClock.Stamp(floor + 1, false));
        assertThat(clock.stamp(1_000, 0).hlc()).isEqualTo(floor + 2);
    }

    @Test
    void aFarFloorIsObeyedAlarmedAndDoesNotMoveTheClock() {
        long floor = HybridClock.of(3_600_000);
        assertThat(clock.stamp(1_000, floor)).isEqualTo(new HybridClock.Stamp(floor + 1, true));
        assertThat(HybridClock.millis(clock.stamp(1_001, 0).hlc())).isEqualTo(1_001);
        clock.observe(1_001, floor);
        assertThat(HybridClock.millis(clock.stamp(1_002, 0).hlc())).isEqualTo(1_002);
    }

    @Test
    void whatWasSeenIsPassed() {
        clock.observe(1_000, HybridClock.of(4_000));
        assertThat(clock.stamp(1_000, 0).hlc()).isEqualTo(HybridClock.of(4_000) + 1);
    }

    @Test
    void aNodeFarAheadOfItsPeersMayNotStamp() {
        assertThat(HybridClock.mayStamp(20_000, 10_000)).isTrue();
        assertThat(HybridClock.mayStamp(20_001, 10_000)).isFalse();
        assertThat(HybridClock.mayStamp(20_001, -1)).isTrue();
        assertThat(HybridClock.mayStamp(1, 1_000_000)).isTrue();
    }
}
