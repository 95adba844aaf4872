package io.gramme.node.causality;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One node and one key, for scenarios told step by step. */
final class ScenarioNode {
    final ModelReplica replica;
    private final SiblingsMode mode;
    private long millis = 1_700_000_000_000L;

    ScenarioNode(int nodeIndex) {
        this(nodeIndex, SiblingsMode.KEEP);
    }

    ScenarioNode(int nodeIndex, SiblingsMode mode) {
        this.replica = new ModelReplica(nodeIndex, mode);
        this.mode = mode;
    }

    ScenarioNode at(long nowMillis) {
        millis = nowMillis;
        return this;
    }

    KeyRecord record() {
        return replica.applied.record();
    }

    CausalContext get() {
        return record().liveAt(millis).context();
    }

    WriteOutcome.Accepted put(String value, CausalContext context) {
        return (WriteOutcome.Accepted) write(value, context, null);
    }

    WriteOutcome write(String value, CausalContext context, @Nullable RequestId id) {
        Content content = Content.value(ValueBytes.of(value), "text/plain", millis);
        RequestTag request = id == null ? null : RequestTag.of(id, content);
        return apply(new Write(content, context, request, mode));
    }

    WriteOutcome.Accepted delete(CausalContext context) {
        return (WriteOutcome.Accepted) apply(new Write(Content.deletion(millis), context, null, mode));
    }

    WriteOutcome apply(Write write) {
        long hlc = replica.clock
                .stamp(millis, Coordination.stampFloor(record(), write))
                .hlc();
        WriteOutcome outcome = replica.coordination.write(replica.applied, write, hlc);
        if (outcome instanceof WriteOutcome.Accepted accepted) {
            replica.applied = accepted.stored();
        }
        return outcome;
    }

    ScenarioNode receive(ScenarioNode from) {
        return receive(from.record());
    }

    ScenarioNode receive(KeyRecord record) {
        replica.receive(RecordCodec.encode(record), CausalHistories.Knowledge.none());
        return this;
    }

    /** The values of D, sorted; a tombstone as a dash. */
    List<String> values() {
        return values(record());
    }

    static List<String> values(KeyRecord record) {
        TreeSet<String> values = new TreeSet<>();
        for (Sibling sibling : record.siblings()) {
            String value = sibling.content().tombstone()
                    ? "-"
                    : sibling.content().value().toString();
            if (!values.add(value)) {
                values.add(value + " again");
            }
        }
        return List.copyOf(values);
    }
}
