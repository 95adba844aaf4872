package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The scenarios by which dvvset (Gonçalves 2012) explains itself, on our classes. */
class DottedVersionVectorsTest {
    private final ScenarioNode a = new ScenarioNode(1);
    private final ScenarioNode b = new ScenarioNode(2);

    /** Mary writes blind, Peter reads, Mary writes blind again, Peter writes what follows the first: false conflicts end. */
    @Test
    void aWriteReplacesExactlyWhatItsWriterRead() {
        a.put("v1", CausalContext.EMPTY);
        CausalContext peter = a.get();
        a.put("v2", CausalContext.EMPTY);
        a.put("v3", peter);
        assertThat(a.values()).containsExactly("v2", "v3");
        assertThat(a.record().context().vector().size()).isEqualTo(1);
    }

    @Test
    void theSecondOfTwoWritersThroughOneServerIsConcurrentWithTheFirst() {
        a.put("v1", CausalContext.EMPTY);
        CausalContext both = a.get();
        a.put("v2", both);
        a.put("v3", both);
        assertThat(a.values()).containsExactly("v2", "v3");
    }

    @Test
    void writesThroughTwoServersFollowTheirContexts() {
        a.put("v1", CausalContext.EMPTY);
        b.receive(a).put("v2", a.get());
        assertThat(b.values()).containsExactly("v2");
        a.put("v5", CausalContext.of(VersionVector.EMPTY, java.util.List.of(), 0));
        a.receive(b);
        assertThat(a.values()).containsExactly("v2", "v5");
        assertThat(b.receive(a).record()).isEqualTo(a.record());
    }

    @Test
    void anOlderHistoryNeverBringsBackWhatANewerOneReplaced() {
        a.put("v1", CausalContext.EMPTY);
        KeyRecord old = a.record();
        a.put("v2", a.get());
        assertThat(ScenarioNode.values(KeyRecord.merge(old, a.record()))).containsExactly("v2");
        assertThat(KeyRecord.merge(a.record(), old)).isSameAs(a.record());
    }

    /** README, "Riak with version vectors": two clients, each always one write behind, explode; here 2 remain. */
    @Test
    void interleavedClientsThatWriteBlindToEachOtherDoNotExplode() {
        CausalContext mary = CausalContext.EMPTY;
        CausalContext peter = CausalContext.EMPTY;
        for (int i = 0; i < 50; i++) {
            mary = a.put("m" + i, mary).context();
            peter = a.put("p" + i, peter).context();
        }
        assertThat(a.values()).containsExactly("m49", "p49");
    }

    /** README, the second figure: each client reads, then both write: never more than a handful. */
    @Test
    void aThousandInterleavedWritesAfterReadsStayAHandful() {
        int most = 0;
        CausalContext mary = a.get();
        CausalContext peter = a.get();
        for (int i = 0; i < 500; i++) {
            a.put("m" + i, mary);
            mary = a.get();
            a.put("p" + i, peter);
            peter = a.get();
            most = Math.max(most, a.values().size());
        }
        assertThat(most).isLessThanOrEqualTo(3);
    }

    @Test
    void lastWriterWinsKeepsTheWholeHistoryAndOneValue() {
        ScenarioNode x = new ScenarioNode(1, SiblingsMode.LWW).at(2_000);
        ScenarioNode y = new ScenarioNode(2, SiblingsMode.LWW).at(1_000);
        x.put("late", CausalContext.EMPTY);
        y.put("early", CausalContext.EMPTY);
        KeyRecord.Merged merged = KeyRecord.mergeCounting(y.record(), x.record());
        assertThat(ScenarioNode.values(merged.record())).containsExactly("late");
        assertThat(merged.discarded()).isEqualTo(1);
        assertThat(merged.record().context().covers(y.get())).isTrue();
    }
}
