package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.Members;
import io.gramme.ring.Ownership;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FallbackOrderTest {
    private final FallbackOrder order = new FallbackOrder();
    private final Ring first = new TestCluster(6).ring();
    private final int count = first.shape().partitions().count();

    private void askAll(Ring ring) {
        for (int p = 0; p < count; p++) {
            assertThat(order.of(ring, p)).containsExactly(ring.fallbacks(p));
        }
    }

    private Ring moving(Ring base, int partition) {
        int[] others = base.fallbacks(partition);
        Ownership.Rows rows = new Ownership.Rows(base.current(partition), Row.of(others[0], others[1], others[2]));
        Epoch epoch = base.epoch().next();
        Ownership ownership = base.ownership().with(Map.of(partition, rows), epoch);
        return new Ring(base.shape(), epoch, base.members(), ownership, base.group());
    }

    @Test
    void aNewRingIsLookedAtOnlyWhereItDiffers() {
        askAll(first);
        int[] before = order.of(first, 1);
        Ring second = moving(first, 0);
        assertThat(order.of(second, 1)).isSameAs(before);
        askAll(second);
        askAll(first);
    }

    @Test
    void otherMembersMeanOtherFallbacksEverywhere() {
        askAll(first);
        Member leaving = Objects.requireNonNull(first.member(2)).withState(MemberState.LEAVING);
        Members members = first.members().with(List.of(leaving));
        askAll(new Ring(first.shape(), first.epoch().next(), members, first.ownership(), first.group()));
    }
}
