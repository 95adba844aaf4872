package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The six ways in which Riak lost acknowledged writes by reusing a causal history (riak_kv issue 679; riak_test names). */
class Kv679Test {
    private final ScenarioNode a = new ScenarioNode(1);
    private final ScenarioNode b = new ScenarioNode(2);
    private final ScenarioNode c = new ScenarioNode(3);

    private void forget(ScenarioNode node) {
        node.replica.forget(SiblingsMode.KEEP);
    }

    /** kv679_tombstone: reaped on the owners, a fallback keeps the tombstone, the key is written again. */
    @Test
    void anOldTombstoneOnAFallbackNeverDominatesANewWrite() {
        a.put("old", CausalContext.EMPTY);
        a.delete(a.get());
        b.receive(a);
        c.receive(a);
        forget(a);
        forget(b);
        a.put("new", CausalContext.EMPTY);
        b.receive(a).receive(c);
        a.receive(c);
        assertThat(a.record().liveAt(0).siblings()).hasSize(1);
        assertThat(a.values()).containsExactly("-", "new");
        assertThat(b.record()).isEqualTo(a.record());
    }

    /** kv679_tombstone2: one owner was down while the tombstone was reaped; several writes follow. */
    @Test
    void aCrashedOwnersTombstoneNeverDominatesLaterWrites() {
        for (int i = 0; i < 5; i++) {
            a.put("old" + i, a.get());
        }
        a.delete(a.get());
        c.receive(a);
        forget(a);
        a.put("new1", CausalContext.EMPTY);
        a.put("new2", a.get());
        a.receive(c);
        assertThat(a.values()).containsExactly("-", "new2");
    }

    /** kv679_dataloss: a local not-found at the coordinator. */
    @Test
    void aCoordinatorThatForgotTheKeyStartsANewActor() {
        a.put("v1", CausalContext.EMPTY);
        a.put("v2", a.get());
        b.receive(a);
        forget(a);
        Dot fresh = a.put("v3", CausalContext.EMPTY).dot();
        assertThat(b.record().context().vector().counter(fresh.actor())).isZero();
        assertThat(b.receive(a).values()).containsExactly("v2", "v3");
    }

    /** kv679_dataloss_fb: read repair brings the old clock back, then the same node coordinates again. */
    @Test
    void readRepairOfAForgottenHistoryGivesNoRightToContinueIt() {
        a.put("v1", CausalContext.EMPTY);
        b.receive(a);
        a.put("v2", a.get());
        c.receive(a);
        forget(a);
        a.receive(b);
        assertThat(a.replica.applied.marker()).isNull();
        a.put("v3", a.get());
        assertThat(a.receive(c).values()).containsExactly("v2", "v3");
    }

    /** kv679_dataloss_fb2: handoff refills an amnesiac replica that has coordinated since. */
    @Test
    void handoffThatShowsMyActorAheadOfMyCopyEndsTheMarker() {
        a.put("v1", CausalContext.EMPTY);
        StoredRecord early = a.replica.applied;
        a.put("v2", CausalContext.EMPTY);
        b.receive(a);
        a.replica.applied = early;
        a.receive(b);
        assertThat(a.replica.applied.marker()).isNull();
        a.replica.applied = early;
        Dot next = a.put("v3", b.get()).dot();
        assertThat(next.actor()).isNotEqualTo(early.marker().actor());
        assertThat(b.receive(a).values()).isEqualTo(List.of("v3"));
    }

    /** kv679_uid: two copies of a node under one identity; the copied directory raises its generation. */
    @Test
    void aCopiedDirectoryIssuesOtherDots() {
        a.put("v1", CausalContext.EMPTY);
        a.replica.backup = a.replica.image();
        ScenarioNode clone = new ScenarioNode(1);
        clone.replica.backup = a.replica.backup;
        clone.replica.restore();
        Dot mine = a.put("v2", a.get()).dot();
        Dot theirs = clone.put("v3", clone.get()).dot();
        assertThat(Actor.generation(theirs.actor())).isEqualTo(1);
        assertThat(mine).isNotEqualTo(theirs);
        assertThat(a.receive(clone).values()).containsExactly("v2", "v3");
    }
}
