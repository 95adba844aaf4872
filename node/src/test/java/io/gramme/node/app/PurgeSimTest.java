package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.KeyRecord;
import io.gramme.ring.Key;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Design §8: what is dead leaves every owner under the conditions, and only then. */
class PurgeSimTest {
    private static final Key KEY = Key.of("cart", "anna");

    @Test
    void aTombstoneLeavesEveryOwner() throws Exception {
        PurgeScene scene = PurgeScene.three(1);
        scene.put(0, KEY, "v1");
        scene.delete(1, KEY);
        scene.run(Duration.ofSeconds(30));
        assertThat(scene.held(2, KEY)).as("not yet a minute old").isNotNull();
        scene.run(Duration.ofSeconds(90));
        assertThat(scene.isGone(KEY)).isTrue();
        assertThat(scene.isListed(0, KEY)).isTrue();
        assertThat(scene.get(0, KEY)).isEmpty();
    }

    @Test
    void aKeyWrittenAnewAfterItsPurgeLives() throws Exception {
        PurgeScene scene = PurgeScene.three(2);
        scene.put(0, KEY, "v1");
        KeyRecord old = Objects.requireNonNull(scene.held(0, KEY));
        scene.delete(1, KEY);
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).isTrue();
        scene.put(2, KEY, "v2");
        scene.run(Duration.ofSeconds(1));
        KeyRecord fresh = Objects.requireNonNull(scene.held(0, KEY));
        assertThat(fresh.siblings()).hasSize(1);
        assertThat(fresh.context().covers(old.context()))
                .as("it covers what was purged")
                .isTrue();
        scene.deliverLate(1, 2, KEY, old);
        scene.run(PurgeScene.LONG);
        assertThat(scene.get(1, KEY)).containsExactly("v2");
    }

    @Test
    void theLedgerForgetsInTimeAndNothingIsLeft() throws Exception {
        PurgeScene scene = PurgeScene.three(3, "repair.ledgerKeep", "2m");
        scene.put(0, KEY, "v1");
        scene.delete(1, KEY);
        scene.run(Duration.ofSeconds(100));
        assertThat(scene.isListed(1, KEY)).isTrue();
        scene.run(PurgeScene.LONG);
        for (int node = 0; node < 3; node++) {
            assertThat(scene.held(node, KEY)).isNull();
            assertThat(scene.isListed(node, KEY)).isFalse();
        }
    }

    @Test
    void deletesLeaveNoKeyNoLedgerEntryNoLogAndNoIndex() throws Exception {
        List<PurgeResidue.Left> steps = new PurgeResidue(1_500, 1_000).run();
        PurgeResidue.Left deleted = steps.get(2);
        PurgeResidue.Left end = steps.get(4);
        assertThat(deleted.live()).isEqualTo(3 * 1_500);
        assertThat(end.live() + end.ledger()).isZero();
        assertThat(deleted.log()).isGreaterThan(5L << 20);
        assertThat(end.log())
                .as("no more than the segments that are written to")
                .isLessThanOrEqualTo(3L << 20);
        assertThat(end.entries()).isLessThan(100);
    }
}
