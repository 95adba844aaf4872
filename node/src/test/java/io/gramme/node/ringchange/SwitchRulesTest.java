package io.gramme.node.ringchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.transport.TransferMessage.Checked;
import io.gramme.node.transport.TransferMessage.MovesState;
import io.gramme.node.transport.TransferMessage.Owned;
import io.gramme.node.transport.TransferMessage.Proof;
import io.gramme.ring.Addresses;
import io.gramme.ring.ClusterId;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ownership;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import io.gramme.ring.Row;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.Founding;
import io.gramme.ring.plan.Newcomer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When a partition may switch: rows {0, 1, 2} become {0, 1, 3}. */
class SwitchRulesTest {
    private static final int PARTITION = 0;
    private static final Set<Integer> ALL = Set.of(0, 1, 2, 3);

    private final Ring ring = moving(Row.of(0, 1, 3));
    private final long attempt = ring.changedAt(PARTITION);
    private final Map<Integer, MovesState> states = new TreeMap<>();

    private static Ring moving(Row target) {
        List<Newcomer> founders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            founders.add(
                    new Newcomer(new NodeId(1, i), "n" + i, "a", 100, new Addresses("d:1", "a:1", "p:" + (i + 1))));
        }
        Ring founded = ((Change.Changed) Founding.found(RingShape.of(new ClusterId(1, 2), 1, 3), founders)).next();
        Ownership ownership = founded.ownership()
                .with(
                        Map.of(PARTITION, new Ownership.Rows(Row.of(0, 1, 2), target)),
                        founded.epoch().next());
        return new Ring(founded.shape(), founded.epoch().next(), founded.members(), ownership, founded.group());
    }

    private void owner(int node, long marks, boolean confirmed) {
        states.put(node, new MovesState(ring.epoch(), true, -1, List.of(), List.of(owned(marks, confirmed))));
    }

    private Owned owned(long marks, boolean confirmed) {
        return new Owned(PARTITION, attempt, 5, marks, confirmed);
    }

    private void newcomer(Proof... proofs) {
        Checked checked = new Checked(PARTITION, attempt, List.of(proofs));
        states.put(3, new MovesState(ring.epoch(), true, -1, List.of(checked), List.of()));
    }

    private SwitchRules.Next next(Set<Integer> live) {
        return SwitchRules.next(ring, live, states);
    }

    private void threeOwners() {
        for (int node = 0; node < 3; node++) {
            owner(node, 0, false);
        }
    }

    @Test
    void nothingSwitchesBeforeTheNewcomerHasComparedWithEveryLiveOwner() {
        threeOwners();
        states.put(3, new MovesState(ring.epoch(), true, -1, List.of(), List.of()));
        assertThat(next(ALL).toSeal()).isEmpty();
        newcomer(new Proof(0, 5, 0), new Proof(1, 5, 0));
        assertThat(next(ALL).toSeal()).as("one owner is missing").isEmpty();
        newcomer(new Proof(0, 5, 0), new Proof(1, 5, 0), new Proof(2, 5, 0));
        assertThat(next(ALL).toSeal()).containsOnlyKeys(0, 1, 2);
        assertThat(next(ALL).sealed()).as("before they have confirmed").isEmpty();
    }

    @Test
    void aWriteThatTheTargetMissedSinceTheCheckHoldsTheSwitchUp() {
        threeOwners();
        newcomer(new Proof(0, 5, 0), new Proof(1, 5, 0), new Proof(2, 5, 0));
        owner(1, 1, false);
        assertThat(next(ALL).toSeal()).isEmpty();
    }

    @Test
    void aProofOfAnOwnersEarlierRunIsNone() {
        threeOwners();
        newcomer(new Proof(0, 5, 0), new Proof(1, 4, 0), new Proof(2, 5, 0));
        assertThat(next(ALL).toSeal()).isEmpty();
    }

    @Test
    void anOwnerThatLivesAndIsSilentHoldsTheSwitchUpAndADeadOneDoesNot() {
        threeOwners();
        newcomer(new Proof(0, 5, 0), new Proof(1, 5, 0));
        states.remove(2);
        assertThat(next(ALL).toSeal()).isEmpty();
        assertThat(next(Set.of(0, 1, 3)).toSeal()).containsOnlyKeys(0, 1);
        assertThat(next(Set.of(3)).toSeal())
                .as("nobody is left to compare with")
                .isEmpty();
    }

    @Test
    void whatAllLiveOwnersConfirmedSwitchesThoughTheNewcomerHasDied() {
        for (int node = 0; node < 3; node++) {
            owner(node, 0, true);
        }
        assertThat(next(Set.of(0, 1, 2)).sealed()).containsExactly(PARTITION);
        owner(1, 0, false);
        assertThat(next(Set.of(0, 1, 2)).sealed()).isEmpty();
    }

    @Test
    void whatWasSaidOfOtherRowsDoesNotCount() {
        threeOwners();
        Checked old = new Checked(
                PARTITION, attempt - 1, List.of(new Proof(0, 5, 0), new Proof(1, 5, 0), new Proof(2, 5, 0)));
        states.put(3, new MovesState(ring.epoch(), true, -1, List.of(old), List.of()));
        assertThat(next(ALL).toSeal()).isEmpty();
    }

    @Test
    void whereARowGetsShorterThoseWhoStayAreComparedToo() {
        Ring shrinking = moving(Row.of(0, 1));
        assertThat(SwitchRules.stayersCheck(shrinking, PARTITION)).isTrue();
        assertThat(SwitchRules.stayersCheck(ring, PARTITION)).isFalse();
        threeOwners();
        assertThat(SwitchRules.next(shrinking, ALL, states).toSeal()).isEmpty();
        for (int node = 0; node < 2; node++) {
            Checked checked = new Checked(PARTITION, attempt, List.of(new Proof(1 - node, 5, 0), new Proof(2, 5, 0)));
            states.put(node, new MovesState(ring.epoch(), true, -1, List.of(checked), List.of(owned(0, false))));
        }
        assertThat(SwitchRules.next(shrinking, ALL, states).toSeal()).containsOnlyKeys(0, 1, 2);
    }
}
