package io.gramme.ring;

import static io.gramme.ring.RingFixture.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingValuesTest {
    @Test
    void identitiesReadBackFromTheirText() {
        Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            NodeId id = new NodeId(random.nextLong(), random.nextLong());
            NodeId other = new NodeId(random.nextLong(), random.nextLong());
            assertThat(NodeId.parse(id.toString())).isEqualTo(id);
            assertThat(Integer.signum(id.compareTo(other)))
                    .isEqualTo(Integer.signum(id.toString().compareTo(other.toString())));
        }
        assertThat(new NodeId(0xab12L << 48, 0).prefix()).isEqualTo("ab12");
        assertThatThrownBy(() -> NodeId.parse("ab")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NodeId.parse("g".repeat(32))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHigherTermWinsOverAnyNumber() {
        Epoch old = new Epoch(1, Epoch.MAX_NUMBER);
        Epoch recovered = new Epoch(2, 1);
        assertThat(recovered).isGreaterThan(old);
        assertThat(recovered.isAfter(old)).isTrue();
        assertThat(new Epoch(1, 7)).isGreaterThan(new Epoch(1, 6));
        assertThat(Epoch.NONE).isLessThan(Epoch.FIRST);
    }

    @Test
    void epochsReadBackFromTextAndPackedForm() {
        for (Epoch epoch : List.of(Epoch.NONE, Epoch.FIRST, new Epoch(Epoch.MAX_TERM, Epoch.MAX_NUMBER))) {
            assertThat(Epoch.parse(epoch.toString())).isEqualTo(epoch);
            assertThat(Epoch.unpack(epoch.packed())).isEqualTo(epoch);
        }
        assertThat(Epoch.FIRST.nextTerm()).isEqualTo(new Epoch(2, 2));
        assertThatThrownBy(() -> Epoch.unpack(5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Epoch.unpack(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Epoch.parse("7")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRowNeverHoldsANodeTwice() {
        assertThatThrownBy(() -> Row.of(1, 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Row.of(4096)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Row.of(1, 2).sameOwners(Row.of(2, 1))).isTrue();
        assertThat(Row.of(1, 2).sameOwners(Row.of(1, 3))).isFalse();
        assertThat(Row.of(5, 3).slotOf(3)).isEqualTo(1);
        assertThat(Row.of(5, 3).slotOf(4)).isEqualTo(-1);
    }

    @Test
    void membersRefuseAnIndexGivenTwiceAlsoToTheDeparted() {
        Members members = ring(8, 3, 4, 2).members();
        Members fewer = members.depart(Set.of(1));
        Member revenant = members.all().get(1);
        assertThat(fewer.at(1)).isNull();
        assertThat(fewer.hasDeparted(revenant.id())).isTrue();
        assertThat(fewer.nextIndex()).isEqualTo(4);
        assertThatThrownBy(() -> fewer.with(List.of(revenant))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> members.with(List.of(revenant.withName("n3"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void membersRefuseValuesOutOfRange() {
        Member member = ring(8, 1, 1, 1).members().all().get(0);
        assertThatThrownBy(() -> member.withWeight(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> member.withWeight(65536)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> member.withName("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> member.withName("n".repeat(65))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> member.withZone("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRingRefusesRowsThatDoNotFitIt() {
        Ring ring = ring(8, 3, 4, 2);
        assertBroken(ring, Row.of(0, 1, 9));
        assertBroken(ring, Row.of(0, 1, 2, 3));
        assertBroken(ring, Row.EMPTY);
        assertThatThrownBy(() -> new Ring(
                        ring.shape(), ring.epoch(), ring.members(), ring.ownership(), new DeciderGroup(List.of(9))))
                .hasMessageContaining("decider 9");
    }

    private static void assertBroken(Ring ring, Row row) {
        Ownership broken = ring.ownership()
                .with(
                        Map.of(3, new Ownership.Rows(row, Row.EMPTY)),
                        ring.epoch().next());
        assertThatThrownBy(() -> new Ring(ring.shape(), ring.epoch().next(), ring.members(), broken, ring.group()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partition 3");
    }

    @Test
    void findsTheOwnersOfAKeyByItsPartition() {
        Ring ring = ring(256, 3, 5, 3);
        for (int i = 0; i < 1000; i++) {
            Key key = Key.of("users", "user" + i);
            int partition = ring.partition(key);
            assertThat(partition).isEqualTo((int) (key.hash() >>> 56));
            assertThat(ring.lookup(key)).isSameAs(ring.current(partition));
            for (int node = 0; node < 5; node++) {
                boolean owner = ring.isOwner(partition, node);
                assertThat(owner).isEqualTo(ring.lookup(key).slotOf(node) >= 0);
                assertThat(ring.isOwnerOrTarget(partition, node)).isEqualTo(owner);
            }
        }
    }

    @Test
    void tablesShareTheRowsThatDidNotChange() {
        Ring ring = ring(64, 3, 4, 2);
        Ring next = RingFixture.switchAll(RingFixture.commit(ring, RingFixture.join(4, "z0")));
        int shared = 0;
        for (int p = 0; p < 64; p++) {
            boolean changed = !ring.current(p).equals(next.current(p));
            assertThat(next.changedAt(p) > ring.changedAt(p)).isEqualTo(changed);
            shared += ring.current(p) == next.current(p) ? 1 : 0;
        }
        assertThat(shared).isPositive();
    }
}
