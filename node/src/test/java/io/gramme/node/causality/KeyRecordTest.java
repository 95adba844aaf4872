package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRecordTest {
    private static final SipHash TREE_KEY = SipHash.withKey(1, 2);
    private final ScenarioNode a = new ScenarioNode(1).at(1_000);
    private final ScenarioNode b = new ScenarioNode(2).at(1_000);

    private void putExpiring(ScenarioNode node, String value, CausalContext context, long expiryMillis) {
        Content content = Content.value(ValueBytes.of(value), "", 1_000).expiringAt(expiryMillis);
        node.apply(new Write(content, context, null, SiblingsMode.KEEP));
    }

    @Test
    void anExpiredVersionReadsAsNotFoundAndStays() {
        putExpiring(a, "v", CausalContext.EMPTY, 5_000);
        assertThat(a.record().liveAt(4_999).siblings()).hasSize(1);
        assertThat(a.record().liveAt(5_000).isNotFound()).isTrue();
        assertThat(a.record().liveAt(5_000).context()).isEqualTo(a.record().context());
        assertThat(a.record().siblings()).hasSize(1);
    }

    @Test
    void expiryEntersNeitherTheVersionHashNorTheMerge() {
        putExpiring(a, "v", CausalContext.EMPTY, 5_000);
        putExpiring(b, "v", CausalContext.EMPTY, 9_000);
        ScenarioNode twin = new ScenarioNode(1).at(1_000);
        putExpiring(twin, "v", CausalContext.EMPTY, 7_777);
        assertThat(twin.record().versionHash(TREE_KEY)).isEqualTo(a.record().versionHash(TREE_KEY));
        assertThat(a.receive(b).record().siblings()).hasSize(2);
        assertThat(a.record().headerValues(TREE_KEY).expiryMillis()).isEqualTo(5_000);
    }

    @Test
    void theVersionHashTellsContextsAndDotsApart() {
        a.put("v1", CausalContext.EMPTY);
        long first = a.record().versionHash(TREE_KEY);
        a.put("v2", CausalContext.EMPTY);
        long both = a.record().versionHash(TREE_KEY);
        KeyRecord one = new KeyRecord(a.get(), a.record().siblings().subList(1, 2), SiblingsMode.KEEP, List.of());
        assertThat(List.of(first, both, one.versionHash(TREE_KEY))).doesNotHaveDuplicates();
        assertThat(a.record().versionHash(SipHash.withKey(1, 3))).isNotEqualTo(both);
    }

    @Test
    void theEtagChangesExactlyWithTheVisibleDots() {
        a.put("v", CausalContext.EMPTY);
        String first = a.record().liveAt(0).etag();
        assertThat(first).matches("[0-9a-f]{16}");
        assertThat(b.receive(a).record().liveAt(0).etag()).isEqualTo(first);
        a.put("v", a.get());
        assertThat(a.record().liveAt(0).etag()).isNotEqualTo(first);
    }

    @Test
    void theHeaderSaysWhatTheIndexNeeds() {
        a.put("v", CausalContext.EMPTY);
        a.delete(a.get());
        HeaderValues header = a.record().headerValues(TREE_KEY);
        assertThat(header.onlyTombstones()).isTrue();
        assertThat(header.lww()).isFalse();
        assertThat(header.hlc()).isEqualTo(a.record().hlc());
        assertThat(header.versionHash()).isEqualTo(a.record().versionHash(TREE_KEY));
        assertThat(header.expiryMillis()).isZero();
    }

    @Test
    void theContextOfOneSiblingReplacesThatSiblingAlone() {
        a.put("v1", CausalContext.EMPTY);
        a.put("v2", CausalContext.EMPTY);
        a.put("v3", LiveView.contextOf(a.record().siblings().get(1)));
        assertThat(a.values()).containsExactly("v1", "v3");
    }

    @Test
    void aPurgedKeyStaysDeadAgainstLateCopies() {
        a.put("v", CausalContext.EMPTY);
        KeyRecord late = a.record();
        a.delete(a.get());
        LedgerEntry ledger = new LedgerEntry(LedgerEntry.Kind.PURGED, a.get());
        assertThat(ledger.merge(null, late)).isNull();
        assertThat(ledger.merge(null, a.record())).isNull();
        b.put("new", CausalContext.EMPTY);
        KeyRecord kept = ledger.merge(null, b.record());
        assertThat(ScenarioNode.values(kept)).containsExactly("new");
        assertThat(KeyRecord.merge(kept, late).siblings()).hasSize(1);
        assertThat(ledger.merge(b.record(), late).siblings()).hasSize(1);
    }

    @Test
    void aTrimmedClockStaysTrimmedWhenAnOldCopyArrives() {
        a.put("v1", CausalContext.EMPTY);
        KeyRecord old = a.record();
        b.receive(a).put("v2", b.get());
        KeyRecord full = b.record();
        KeyRecord.Trimmed trimmed = full.trimmed();
        assertThat(trimmed.record().context().vector().size()).isEqualTo(1);
        assertThat(trimmed.record().trimmed()).isNull();
        LedgerEntry ledger = new LedgerEntry(LedgerEntry.Kind.TRIMMED, trimmed.removed());
        assertThat(ledger.merge(trimmed.record(), full)).isEqualTo(trimmed.record());
        assertThat(ledger.merge(trimmed.record(), old)).isEqualTo(trimmed.record());
        assertThat(ledger.merge(null, old)).isNull();
    }
}
