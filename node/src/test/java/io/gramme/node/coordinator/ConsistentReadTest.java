package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadEffect.Answer;
import io.gramme.node.coordinator.ReadEffect.Repair;
import io.gramme.ring.Epoch;
import io.gramme.ring.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a consistent read learns while it writes back is in its answer (found by the simulator, swarm seed 60). */
class ConsistentReadTest {
    private static final KeyRecord OLD = record(1);
    private static final KeyRecord NEW = record(2);
    private static final int[] OWNER = {};

    private static KeyRecord record(int version) {
        CausalContext context = CausalContext.EMPTY;
        for (int i = 1; i <= version; i++) {
            context = context.with(new Dot(7, i), i);
        }
        Content content = Content.value(ValueBytes.of("v" + version), "", 1);
        Sibling sibling = new Sibling(new Dot(7, version), version, content, null, List.of());
        return new KeyRecord(context, List.of(sibling), SiblingsMode.KEEP, List.of());
    }

    /** Owner 0 is away, the reading node 3 keeps its hint. */
    private static ReadCore core(int r) {
        Placement placement = new Placement(Row.of(0, 1, 2), Row.EMPTY, 3, new int[] {3}, node -> node != 0);
        ReadCore core = new ReadCore(
                new Goal(r, 0, true), placement, new ReadCore.Wish(true, null, true), record -> record.hlc());
        core.start();
        return core;
    }

    private static KeyRecord answered(List<ReadEffect> effects) {
        assertThat(effects).anyMatch(effect -> effect instanceof Answer);
        return effects.stream()
                .filter(Answer.class::isInstance)
                .map(effect -> ((Answer) effect).merged())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNewerRecordThatComesInMeanwhileIsTheAnswer() {
        ReadCore core = core(1);
        assertThat(core.onRecord(3, new int[] {0}, OLD)).isEmpty();
        assertThat(answered(core.onRecord(1, OWNER, NEW))).isEqualTo(NEW);
        assertThat(core.achieved(Epoch.FIRST).replies()).isEqualTo(2);
    }

    @Test
    void whoWasSentTheOlderRecordIsSentTheNewerOneToo() {
        ReadCore core = core(2);
        core.onRecord(3, new int[] {0}, OLD);
        List<ReadEffect> first = core.onAbsent(1);
        assertThat(first).containsExactly(new Repair(1, OLD));
        assertThat(core.onRecord(2, OWNER, NEW)).isEmpty();
        assertThat(core.onRepaired(1, true)).containsExactly(new Repair(1, NEW));
        assertThat(answered(core.onRepaired(1, true))).isEqualTo(NEW);
    }
}
