package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinationTest {
    private final ScenarioNode a = new ScenarioNode(1);
    private final ScenarioNode b = new ScenarioNode(2);
    private static final RequestId ID = new RequestId(1, 2);

    @Test
    void aBlindStormEndsWithExactlyTheConcurrentSet() {
        for (int i = 0; i < 99; i++) {
            WriteOutcome.Accepted accepted = a.put("v" + i, CausalContext.EMPTY);
            assertThat(accepted.crowded()).isEqualTo(i >= Coordination.CROWDED_SIBLINGS - 1);
        }
        assertThat(a.record().siblings()).hasSize(99);
    }

    @Test
    void theHundredAndFirstSiblingIsRefusedWithTheContextAndNoDot() {
        for (int i = 0; i < 100; i++) {
            a.put("v" + i, CausalContext.EMPTY);
        }
        KeyRecord before = a.record();
        WriteOutcome refused = a.write("more", CausalContext.EMPTY, null);
        assertThat(refused).isEqualTo(new WriteOutcome.TooManySiblings(101, 0, before.context()));
        assertThat(a.put("all in one", before.context()).stored().record().siblings())
                .hasSize(1);
    }

    @Test
    void aRecordBeyondSixteenMebibytesIsRefusedAndMergesMayPassIt() {
        String half = "x".repeat(9 << 20);
        a.put(half, CausalContext.EMPTY);
        b.put(half, CausalContext.EMPTY);
        WriteOutcome refused = a.write(half, CausalContext.EMPTY, null);
        assertThat(refused).isInstanceOf(WriteOutcome.TooManySiblings.class);
        assertThat(((WriteOutcome.TooManySiblings) refused).recordBytes()).isGreaterThan(16 << 20);
        assertThat(a.receive(b).record().siblings()).hasSize(2);
    }

    @Test
    void thePutContextNeverSwallowsASiblingItsWriterDidNotSee() {
        a.put("unseen", CausalContext.EMPTY);
        CausalContext answer = a.put("mine", CausalContext.EMPTY).context();
        assertThat(answer.isolated()).hasSize(1);
        a.put("mine again", answer);
        assertThat(a.values()).containsExactly("mine again", "unseen");
    }

    @Test
    void pastSixtyFourIsolatedDotsThePutContextLeavesOutOldReplacedOnes() {
        CausalContext mine = CausalContext.EMPTY;
        CausalContext theirs = CausalContext.EMPTY;
        for (int i = 0; i < 200; i++) {
            theirs = a.put("theirs" + i, theirs).context();
            mine = a.put("mine" + i, mine).context();
            assertThat(mine.isolated()).hasSizeLessThanOrEqualTo(Coordination.MAX_ISOLATED_DOTS);
        }
        assertThat(a.values()).containsExactly("mine199", "theirs199");
        b.receive(a).put("one", mine);
        assertThat(b.values()).containsExactly("one", "theirs199");
    }

    @Test
    void aRetryThatTheRecordKnowsMakesNoDot() {
        WriteOutcome.Accepted first = (WriteOutcome.Accepted) a.write("v", CausalContext.EMPTY, ID);
        b.receive(a);
        WriteOutcome retry = b.write("v", CausalContext.EMPTY, ID);
        assertThat(retry).isEqualTo(new WriteOutcome.Known(b.record(), first.dot(), first.context()));
    }

    /** Lost reply, retry elsewhere, an overwrite in between, then everybody meets. */
    @Test
    void aRetryElsewhereAfterAnOverwriteStaysDead() {
        a.write("v", CausalContext.EMPTY, ID);
        a.put("after", a.get());
        b.write("v", CausalContext.EMPTY, ID);
        assertThat(b.values()).containsExactly("v");
        KeyRecord merged = KeyRecord.merge(a.record(), b.record());
        assertThat(ScenarioNode.values(merged)).containsExactly("after");
        assertThat(KeyRecord.merge(b.record(), a.record())).isEqualTo(merged);
        WriteOutcome again = a.receive(b).write("v", CausalContext.EMPTY, ID);
        assertThat(again).isInstanceOf(WriteOutcome.Known.class);
    }

    @Test
    void twoLiveDotsOfOneRequestBecomeTheSmallestWithTheOtherAsAlias() {
        WriteOutcome.Accepted one = (WriteOutcome.Accepted) a.write("v", CausalContext.EMPTY, ID);
        WriteOutcome.Accepted two = (WriteOutcome.Accepted) b.write("v", CausalContext.EMPTY, ID);
        a.receive(b);
        assertThat(a.record().siblings()).hasSize(1);
        assertThat(a.record().siblings().get(0).dot()).isEqualTo(one.dot());
        assertThat(a.record().siblings().get(0).aliases()).containsExactly(two.dot());
        a.put("next", two.context());
        assertThat(a.values()).containsExactly("next");
        assertThat(b.receive(a).values()).containsExactly("next");
    }

    /** A client that retries under a newer context makes two writes overwrite each other: the newest stays, on all sides. */
    @Test
    void recordsThatHoldSomethingNeverMergeToNothing() {
        WriteOutcome.Accepted first = (WriteOutcome.Accepted) a.write("v", CausalContext.EMPTY, ID);
        WriteOutcome.Accepted second =
                (WriteOutcome.Accepted) b.receive(a).write("w", first.context(), new RequestId(3, 4));
        ScenarioNode c = new ScenarioNode(3);
        c.write("v", CausalContext.of(second.dot(), second.context().hlc()), ID);
        KeyRecord merged = KeyRecord.merge(b.record(), c.record());
        assertThat(ScenarioNode.values(merged)).containsExactly("v");
        assertThat(KeyRecord.merge(c.record(), b.record())).isEqualTo(merged);
    }

    @Test
    void anEqualIdWithAnotherValueStaysASibling() {
        a.write("v", CausalContext.EMPTY, ID);
        a.write("another", CausalContext.EMPTY, ID);
        assertThat(a.values()).containsExactly("another", "v");
    }

    @Test
    void theEightNewestRetiredRequestsAreRemembered() {
        List<Dot> dots = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            WriteOutcome outcome = a.write("v" + i, a.get(), new RequestId(9, i));
            dots.add(((WriteOutcome.Accepted) outcome).dot());
        }
        assertThat(a.record().retired()).hasSize(KeyRecord.MAX_RETIRED);
        assertThat(a.record().retired().get(0).dot()).isEqualTo(dots.get(10));
    }

    @Test
    void lastWriterWinsCountsWhatItDropsAndNotWhatWasSeen() {
        ScenarioNode x = new ScenarioNode(1, SiblingsMode.LWW);
        x.put("v1", CausalContext.EMPTY);
        assertThat(x.put("v2", CausalContext.EMPTY).discarded()).isEqualTo(1);
        assertThat(x.put("v3", x.get()).discarded()).isZero();
        assertThat(x.values()).containsExactly("v3");
    }

    @Test
    void keepWinsOverLastWriterWinsInTheRecordsFlag() {
        ScenarioNode x = new ScenarioNode(3, SiblingsMode.LWW);
        x.put("v1", CausalContext.EMPTY);
        a.put("v2", CausalContext.EMPTY);
        assertThat(x.receive(a).record().mode()).isEqualTo(SiblingsMode.KEEP);
        assertThat(x.values()).containsExactly("v1", "v2");
        x.put("v3", CausalContext.EMPTY);
        assertThat(x.values()).containsExactly("v1", "v2", "v3");
    }

    @Test
    void aStampMustBeAboveWhatTheRecordAndTheContextCover() {
        a.put("v1", CausalContext.EMPTY);
        Write write = new Write(Content.deletion(1), a.get(), null, SiblingsMode.KEEP);
        assertThatThrownBy(() -> a.replica.coordination.write(
                        a.replica.applied, write, a.record().hlc()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneDotWithTwoValuesIsReportedAndDecidedAlike() {
        a.put("v", CausalContext.EMPTY);
        Sibling given = a.record().siblings().get(0);
        Content forged =
                Content.value(ValueBytes.of("w"), "text/plain", given.content().lastModifiedMillis());
        Sibling doubled = new Sibling(given.dot(), given.hlc(), forged, null, List.of());
        KeyRecord other = new KeyRecord(a.get(), List.of(doubled), SiblingsMode.KEEP, List.of());
        KeyRecord.Merged merged = KeyRecord.mergeCounting(a.record(), other);
        assertThat(merged.doubledDots()).isEqualTo(1);
        assertThat(merged.record()).isEqualTo(KeyRecord.merge(other, a.record()));
    }

    @Test
    void anEqualRecordMergesToItself() {
        a.put("v1", CausalContext.EMPTY);
        b.receive(a);
        assertThat(KeyRecord.merge(a.record(), b.record())).isSameAs(a.record());
    }
}
