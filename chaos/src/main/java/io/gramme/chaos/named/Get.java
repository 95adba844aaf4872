package io.gramme.chaos.named;

import io.gramme.chaos.cluster.SimCluster;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.coordinator.Achieved;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.ring.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A read in the making. */
final class Get {
    private final Stage stage;
    private final int machine;
    private Key key;
    private @Nullable Integer r;
    private @Nullable Integer pr;
    private boolean consistent;
    private @Nullable CausalContext readAfter;

    Get(Stage stage, int machine) {
        this.stage = stage;
        this.machine = machine;
        this.key = stage.key();
    }

    /**
     * What a read showed.
     *
     * @param values texts of the siblings, sorted; none for a key that is not there
     * @param context {@code null} when nothing is known of the key
     */
    record Seen(List<String> values, @Nullable CausalContext context, Achieved achieved) {}

    Get of(Key other) {
        key = other;
        return this;
    }

    Get r(int replies) {
        r = replies;
        return this;
    }

    Get pr(int owners) {
        pr = owners;
        return this;
    }

    Get consistent() {
        consistent = true;
        return this;
    }

    Get after(CausalContext context) {
        readAfter = context;
        return this;
    }

    ReadResult ask() {
        ReadRequest request = new ReadRequest(key, r, pr, SimCluster.BUDGET_MILLIS, consistent, readAfter, "play");
        return stage.cluster().await(stage.cluster().node(machine).read(request, result -> {}));
    }

    /** It must be answered. */
    Seen must() {
        ReadResult result = ask();
        if (result instanceof ReadResult.Found found) {
            return new Seen(Stage.texts(found.view().siblings()), found.view().context(), found.achieved());
        }
        stage.check(result instanceof ReadResult.NotFound, "get at n%s ended with %s", machine + 1, result);
        ReadResult.NotFound nothing = (ReadResult.NotFound) result;
        return new Seen(List.of(), nothing.context(), nothing.achieved());
    }

    /** It must be answered with exactly these, whose order does not matter. */
    Seen mustShow(String... values) {
        Seen seen = must();
        List<String> wanted = List.of(values).stream().sorted().toList();
        stage.check(seen.values().equals(wanted), "get at n%s showed %s, not %s", machine + 1, seen.values(), wanted);
        return seen;
    }

    /** It must fail. */
    RequestFailure mustFail() {
        ReadResult result = ask();
        stage.check(result instanceof RequestFailure, "get at n%s was answered: %s", machine + 1, result);
        return (RequestFailure) result;
    }
}
