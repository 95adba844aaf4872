package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gramme.client.VirtualWire.Fate;
import io.gramme.client.VirtualWire.Sent;
import io.gramme.client.transport.RawRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Listing, batches and watching, against scripted nodes on virtual time. */
class ManyKeysTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, String> FULL = Map.of("gramme-coverage", "full");

    /** Both nodes answer, so that neither rests; neither knows a ring. */
    private static final Fate UNKNOWN_RING = Fate.answer(0, 503, Map.of(), "");

    private static VirtualWire wire(Function<RawRequest, Fate> script) {
        return new VirtualWire(
                one -> one.request().target().startsWith("/v1/ring") ? UNKNOWN_RING : script.apply(one.request()));
    }

    private static GrammeClient client(VirtualWire wire) {
        return GrammeClient.builder()
                .endpoint("http://127.0.0.1:7070")
                .endpoint("http://127.0.0.1:7170")
                .build(wire);
    }

    private static Bucket<String, String> bucket(GrammeClient client) {
        return client.bucket("cart", Codec.utf8(), Codec.utf8());
    }

    @Test
    void aPageHasKeysOfAnyBytesAndSaysWhereTheNextBegins() {
        VirtualWire wire = wire(request -> Fate.answer(
                1,
                200,
                FULL,
                "{\"bucket\":\"cart\",\"keys\":[{\"key\":\"a\"},{\"keyBase64\":\"Yg==\"}],\"cursor\":\"c/1\"}"));
        Bucket<String, String> bucket = bucket(client(wire));
        KeyPage<String> page = wire.run(
                        bucket.async().keys(KeyQuery.all().withPrefix("a b").withLimit(2)))
                .join();
        assertThat(page).isEqualTo(new KeyPage<>(List.of("a", "b"), Optional.of("c/1"), true));
        wire.run(bucket.async().keys(KeyQuery.all().from("c/1"))).join();
        assertThat(wire.data())
                .extracting(sent -> sent.request().target().replaceAll("&timeout=.*", ""))
                .containsExactly("/v1/kv/cart?limit=2&prefix=a%20b", "/v1/kv/cart?limit=1000&cursor=c%2F1");
    }

    @Test
    void aPageFromWhichKeysAreMissingSaysSo() {
        VirtualWire wire = wire(request -> Fate.answer(1, 200, Map.of("gramme-coverage", "partial"), "{\"keys\":[]}"));
        assertThat(wire.run(bucket(client(wire)).async().keys(KeyQuery.all())).join())
                .isEqualTo(new KeyPage<>(List.of(), Optional.empty(), false));
    }

    @Test
    void aBatchGivesEachOperationItsOwnResult() throws IOException {
        VirtualWire wire = wire(request -> Fate.answer(1, 200, Map.of(), """
                {"results":[
                 {"op":"put","status":204,"context":"c1","etag":"e1","durable":3,"owners":2,"hinted":1},
                 {"op":"get","status":300,"context":"c2","etag":"e2","siblings":[{"tag":"a","text":"x"},{"tag":"b","text":"y"}]},
                 {"op":"get","status":404,"problem":{"type":"https://gramme.io/problems/key-not-found"}},
                 {"op":"delete","status":503,"problem":{"type":"https://gramme.io/problems/quorum-failed","required":2,
                  "received":1,"outcome":"partial","retryable":true}}]}"""));
        GrammeClient client = client(wire);
        Bucket<String, String> bucket = bucket(client);
        Batch batch = client.batch();
        CompletableFuture<WriteResult> put = batch.put(bucket, "a", "v", Context.none());
        CompletableFuture<Siblings<String>> both = batch.get(bucket, "b");
        CompletableFuture<Siblings<String>> nothing = batch.get(bucket, "c");
        CompletableFuture<WriteResult> failed = batch.delete(bucket, "d", new Context("c0"));
        assertThat(wire.run(batch.send())).isCompleted();

        assertThat(put.join()).isEqualTo(new WriteResult(new Context("c1"), "e1", 3, 2, 1, ""));
        assertThat(both.join().all()).extracting(Sibling::value).containsExactly("x", "y");
        assertThat(both.join().context()).isEqualTo(new Context("c2"));
        assertThat(nothing.join().isEmpty()).isTrue();
        assertThatThrownBy(failed::join)
                .hasCauseInstanceOf(UnavailableException.class)
                .hasMessageContaining("needed 2, got 1");
        JsonNode sent = JSON.readTree(wire.data().get(0).request().body()).path("operations");
        assertThat(sent).hasSize(4);
        assertThat(sent.get(0).path("idempotencyKey").asText()).isNotEmpty();
        assertThat(sent.get(0).path("keyBase64").asText()).isEqualTo("YQ==");
        assertThat(sent.get(3).path("context").asText()).isEqualTo("c0");
        assertThatThrownBy(() -> batch.get(bucket, "e")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBatchThatFailsAsAWholeFailsItsOperationsAndARepeatedOneIsTheSame() {
        VirtualWire wire = wire(request -> Fate.reset(1));
        GrammeClient client = client(wire);
        Batch batch = client.batch();
        CompletableFuture<WriteResult> put = batch.put(bucket(client), "a", "v", Context.none());
        CompletableFuture<Void> whole = wire.run(batch.send());
        assertThat(whole).isCompletedExceptionally();
        assertThatThrownBy(put::join).hasCauseInstanceOf(TransportException.class);
        assertThat(wire.data()).hasSize(3);
        assertThat(wire.data().stream()
                        .map(sent -> new String(sent.request().body(), StandardCharsets.UTF_8))
                        .distinct())
                .hasSize(1);
    }

    /** A key as the server of a watch has it: polls that know it wait, and end after 20 s or when it changes. */
    @Test
    void aWatchTellsWhatIsStoredAndThenEachChange() {
        List<String> told = new ArrayList<>();
        int[] polls = {0};
        VirtualWire wire = wire(request -> {
            String known = request.headers().get("If-None-Match");
            polls[0]++;
            return switch (polls[0]) {
                case 1 -> Fate.answer(1, 404, Map.of("etag", "\"0\""), "");
                case 2 ->
                    known.equals("\"0\"") ? Fate.answer(20_000, 304, Map.of("etag", "\"0\""), "") : Fate.refused();
                case 3 -> Fate.reset(5);
                case 4 -> Fate.answer(50, 200, Map.of("etag", "\"1\""), "first");
                case 5 ->
                    known.equals("\"1\"") ? Fate.answer(9, 200, Map.of("etag", "\"2\""), "second") : Fate.refused();
                default -> Fate.silence();
            };
        });
        GrammeClient client = client(wire);
        CompletableFuture<Void> both = new CompletableFuture<>();
        Watch watch = bucket(client).watch("k", siblings -> {
            told.add(siblings.all().stream().map(Sibling::value).toList().toString());
            if (told.size() == 3) {
                both.complete(null);
            }
        });
        wire.run(both);
        assertThat(told).containsExactly("[]", "[first]", "[second]");
        assertThat(wire.data().get(1).request().headers()).containsEntry("Prefer", "wait=20");
        Sent afterReset = wire.data().get(3);
        assertThat(afterReset.node()).isNotEqualTo(wire.data().get(2).node());
        watch.close();
        int before = wire.data().size();
        wire.run(new CompletableFuture<>());
        assertThat(wire.data()).hasSize(before);
    }
}
