package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ActorLeaseTest {
    private final ActorLease lease = new ActorLease(0, 0);

    private void grant() {
        lease.onPersisted(lease.poll());
    }

    @Test
    void nothingIsHandedOutBeforeTheEndIsDurable() {
        assertThat(lease.take(1)).isNull();
        assertThat(lease.poll()).isEqualTo(new ActorLease.PersistLeaseEnd(100_000));
        assertThat(lease.poll()).isNull();
        assertThat(lease.take(1)).isNull();
    }

    @Test
    void moreIsAskedForAtEightyPercent() {
        grant();
        lease.take(79_999);
        assertThat(lease.poll()).isNull();
        lease.take(1);
        assertThat(lease.poll()).isEqualTo(new ActorLease.PersistLeaseEnd(200_000));
    }

    @Test
    void neverBeyondTheDurableEnd() {
        grant();
        assertThat(lease.take(99_990)).isEqualTo(new ActorLease.Granted(0, 99_990));
        lease.poll();
        assertThat(lease.take(1_000)).isEqualTo(new ActorLease.Granted(99_990, 100_000));
        assertThat(lease.take(1)).isNull();
        lease.onPersistFailed();
        grant();
        assertThat(lease.take(1)).isEqualTo(new ActorLease.Granted(100_000, 100_001));
    }

    @Test
    void theLastNumberOfAGenerationIsTheEnd() {
        ActorLease last = new ActorLease(Actor.EPOCH_LIMIT - 1, 0);
        last.onPersisted(last.poll());
        assertThat(last.take(5)).isEqualTo(new ActorLease.Granted(Actor.EPOCH_LIMIT - 1, Actor.EPOCH_LIMIT));
        assertThat(last.isSpent()).isTrue();
        assertThat(last.poll()).isNull();
        assertThat(last.take(1)).isNull();
    }

    /** Both find the same end; what each leaves out is its own. */
    @Test
    void processesOnCopiesOfOneDiskHandOutDifferentNumbers() {
        ActorLease original = new ActorLease(100_000, 7);
        ActorLease copy = new ActorLease(100_000, ActorLease.LONGEST_SKIP - 1);
        original.onPersisted(original.poll());
        copy.onPersisted(copy.poll());
        assertThat(original.take(10)).isEqualTo(new ActorLease.Granted(100_007, 100_017));
        assertThat(copy.take(10).from()).isEqualTo(100_000 + ActorLease.LONGEST_SKIP - 1);
        assertThatThrownBy(() -> new ActorLease(0, ActorLease.LONGEST_SKIP))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Crashes at any moment, whether or not the asked-for end reached the disk: no number twice. */
    @Test
    void noNumberIsHandedOutTwiceAcrossCrashes() {
        Random random = new Random(1);
        long disk = 0;
        long highest = -1;
        ActorLease node = new ActorLease(0, 0);
        ActorLease.PersistLeaseEnd pending = null;
        for (int i = 0; i < 20_000; i++) {
            ActorLease.PersistLeaseEnd asked = node.poll();
            pending = asked == null ? pending : asked;
            if (pending != null && random.nextInt(3) == 0) {
                disk = pending.end();
                if (random.nextInt(4) > 0) {
                    node.onPersisted(pending);
                    pending = null;
                }
            }
            ActorLease.Granted granted = node.take(1 + random.nextInt(30_000));
            if (granted != null) {
                assertThat(granted.from()).isGreaterThan(highest);
                assertThat(granted.to()).isLessThanOrEqualTo(disk);
                highest = granted.to() - 1;
            }
            if (random.nextInt(50) == 0) {
                node = new ActorLease(disk, random.nextInt(3));
                pending = null;
            }
        }
        assertThat(highest).isGreaterThan(10_000_000);
    }

    @Test
    void aShardHoldsAtMostTwoRangesAndSaysWhenItIsLow() {
        EpochRange range = new EpochRange();
        assertThat(range.isExhausted()).isTrue();
        range.refill(new ActorLease.Granted(5, 6));
        assertThat(range.isLow()).isTrue();
        range.refill(new ActorLease.Granted(9, 11));
        assertThat(range.isLow()).isFalse();
        assertThatThrownBy(() -> range.refill(new ActorLease.Granted(20, 30)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(new long[] {range.next(), range.next(), range.next()}).containsExactly(5, 9, 10);
        assertThat(range.isExhausted()).isTrue();
        assertThatThrownBy(range::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void generationsAndRunsEndMarkers() {
        ActorIdentity identity = new ActorIdentity(7, 2, 1);
        Marker marker = identity.newMarker(3);
        assertThat(marker.actor()).isEqualTo(Actor.of(7, 2, 3));
        assertThat(identity.isValid(marker)).isTrue();
        assertThat(identity.afterStop().isValid(marker)).isFalse();
        assertThat(identity.afterRestore(5).generation()).isEqualTo(6);
        assertThat(identity.afterRestore(0).isValid(marker)).isFalse();
        assertThatThrownBy(() -> identity.afterRestore(4095)).isInstanceOf(IllegalStateException.class);
    }
}
