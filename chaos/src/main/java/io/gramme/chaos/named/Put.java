package io.gramme.chaos.named;

import io.gramme.chaos.cluster.Call;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.RequestId;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.coordinator.WriteResult.Written;
import io.gramme.ring.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A write in the making: blind, with the defaults, unless it is told otherwise. */
final class Put {
    private final Stage stage;
    private final int machine;
    private final @Nullable String value;
    private Key key;
    private @Nullable CausalContext context;
    private @Nullable RequestId id;
    private @Nullable Integer w;
    private @Nullable Integer pw;
    private boolean returnBody;
    private long ttlMillis;
    private int budgetMillis = SimCluster.BUDGET_MILLIS;

    Put(Stage stage, int machine, @Nullable String value) {
        this.stage = stage;
        this.machine = machine;
        this.value = value;
        this.key = stage.key();
    }

    Put to(Key other) {
        key = other;
        return this;
    }

    Put context(@Nullable CausalContext shown) {
        context = shown;
        return this;
    }

    Put id(long number) {
        id = new RequestId(number, number);
        return this;
    }

    Put w(int acks) {
        w = acks;
        return this;
    }

    Put pw(int owners) {
        pw = owners;
        return this;
    }

    Put returnBody() {
        returnBody = true;
        return this;
    }

    Put ttlMillis(long millis) {
        ttlMillis = millis;
        return this;
    }

    Put budgetMillis(int millis) {
        budgetMillis = millis;
        return this;
    }

    Call<WriteResult> send() {
        long now = stage.machine(machine).clock().wallMillis();
        Content content =
                value == null ? Content.deletion(now) : Content.value(ValueBytes.of(value), "text/plain", now);
        Content whole = ttlMillis == 0 ? content : content.expiringAt(now + ttlMillis);
        WriteRequest.Options options =
                new WriteRequest.Options(w, pw, List.of(), false, false, returnBody, value == null && context == null);
        return stage.cluster()
                .node(machine)
                .write(new WriteRequest(key, whole, context, id, options, budgetMillis, "play"), result -> {});
    }

    WriteResult ask() {
        return stage.cluster().await(send());
    }

    /** It must succeed. */
    Written must() {
        WriteResult result = ask();
        stage.check(result instanceof Written, "%s of %s to n%s ended with %s", this, key, machine + 1, result);
        return (Written) result;
    }

    /** It must not. */
    RequestFailure mustFail() {
        WriteResult result = ask();
        stage.check(result instanceof RequestFailure, "%s to n%s was acknowledged: %s", this, machine + 1, result);
        return (RequestFailure) result;
    }

    @Override
    public String toString() {
        return value == null ? "delete" : "put of " + (value.length() > 20 ? value.length() + " bytes" : value);
    }
}
