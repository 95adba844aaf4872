package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.causality.HybridClock;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.membership.Bar;
import io.gramme.node.membership.PeerClocks;
import io.gramme.ring.Key;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A node whose wall clock is far ahead of its peers' stamps no writes. */
class ClockSimTest {
    private static final long HOUR_MILLIS = 3_600_000;

    private static PurgeScene scene(long seed) throws Exception {
        PurgeScene scene = PurgeScene.three(seed);
        scene.run(Duration.ofSeconds(10));
        return scene;
    }

    private static Process process(PurgeScene scene, int node) {
        return scene.nodes.get(node);
    }

    private static long peersOf(Process process) {
        return process.node.shards.get(0).clocks().wallMillis();
    }

    /** How far ahead of a right clock a key's newest version is stamped. */
    private static long aheadMillis(PurgeScene scene, Key key, Process right) {
        KeyRecord held = Objects.requireNonNull(scene.held(1, key));
        long newest = held.siblings().stream()
                .mapToLong(sibling -> HybridClock.millis(sibling.hlc()))
                .max()
                .orElseThrow();
        return newest - right.clock.wallMillis();
    }

    @Test
    void everyNodeKnowsWhatItsPeersClocksSay() throws Exception {
        PurgeScene scene = scene(41);
        for (Process each : scene.nodes) {
            assertThat(peersOf(each) - each.clock.wallMillis()).isBetween(-50L, 50L);
        }
        process(scene, 1).clock.stepWall(4_000);
        process(scene, 2).clock.stepWall(4_000);
        scene.run(Duration.ofSeconds(10));
        assertThat(peersOf(process(scene, 0)) - process(scene, 0).clock.wallMillis())
                .isBetween(3_950L, 4_050L);
    }

    @Test
    void fromTheMomentItsClockJumpsOthersStampItsWritesAndItSaysSo() throws Exception {
        PurgeScene scene = scene(42);
        Process jumped = process(scene, 0);
        Process right = process(scene, 1);
        jumped.clock.stepWall(HOUR_MILLIS);
        for (int i = 0; i < 20; i++) {
            Key key = Key.of("cart", "k" + i);
            scene.put(0, key, "v");
            scene.run(Duration.ofMillis(200));
            assertThat(aheadMillis(scene, key, right)).as(key.toString()).isLessThan(HybridClock.FAR_AHEAD_MILLIS);
        }
        scene.run(Duration.ofSeconds(6));
        assertThat(jumped.alarms())
                .anyMatch(text -> text.matches("this node's clock is 3(600|599) s ahead of its peers.*"));
        assertThat(jumped.node.board().bars()).contains(Bar.CLOCK);

        jumped.clock.stepWall(-HOUR_MILLIS);
        scene.run(Duration.ofSeconds(6));
        assertThat(jumped.node.board().bars()).doesNotContain(Bar.CLOCK);
        scene.put(0, Key.of("cart", "again"), "v");
    }

    @Test
    void aPeerThatIsBehindBarsNobodyAndOneThatIsAheadBarsOnlyItself() throws Exception {
        PurgeScene scene = scene(43);
        process(scene, 1).clock.stepWall(-HOUR_MILLIS);
        scene.run(Duration.ofSeconds(10));
        for (int node = 0; node < 3; node++) {
            assertThat(process(scene, node).node.board().bars())
                    .as("node " + node)
                    .isEmpty();
        }
        process(scene, 1).clock.stepWall(2 * HOUR_MILLIS);
        scene.run(Duration.ofSeconds(10));
        assertThat(List.of(0, 1, 2))
                .filteredOn(node -> process(scene, node).node.board().bars().contains(Bar.CLOCK))
                .containsExactly(1);
    }

    @Test
    void whatPeersSaidAMinuteAgoCountsNoMore() throws Exception {
        PurgeScene scene = scene(44);
        scene.kill(1);
        scene.kill(2);
        scene.run(Duration.ofSeconds(50));
        assertThat(peersOf(process(scene, 0))).isPositive();
        scene.run(Duration.ofSeconds(20));
        assertThat(peersOf(process(scene, 0))).isEqualTo(PeerClocks.UNKNOWN);
    }
}
