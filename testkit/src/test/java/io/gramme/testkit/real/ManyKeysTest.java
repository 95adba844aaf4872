package io.gramme.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.Batch;
import io.gramme.client.Bucket;
import io.gramme.client.Codec;
import io.gramme.client.Context;
import io.gramme.client.GrammeClient;
import io.gramme.client.KeyQuery;
import io.gramme.client.Sibling;
import io.gramme.client.Siblings;
import io.gramme.client.Watch;
import io.gramme.client.WriteResult;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.WithGramme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The SDK's batches, listings and watches, on real nodes. */
@WithGramme
class ManyKeysTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int KEYS = 150;

    private static Bucket<String, String> bucket(GrammeClient gramme, String name) {
        return gramme.bucket(name, Codec.utf8(), Codec.utf8());
    }

    @Test
    void whatABatchWritesABatchReadsAndAListingShowsPageByPage(GrammeClient gramme) {
        Bucket<String, String> bucket = bucket(gramme, "batched");
        Set<String> expected = new TreeSet<>();
        Batch writes = gramme.batch();
        List<CompletableFuture<WriteResult>> written = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            String key = (i % 3 == 0 ? "a/" : "b/") + i;
            written.add(writes.put(bucket, key, "v" + i, Context.none()));
            expected.add(key);
        }
        writes.send().join();
        written.forEach(one -> assertThat(one.join().durable()).isGreaterThanOrEqualTo(2));

        Batch reads = gramme.batch();
        CompletableFuture<Siblings<String>> first = reads.get(bucket, "a/0");
        CompletableFuture<Siblings<String>> none = reads.get(bucket, "c");
        CompletableFuture<WriteResult> gone =
                reads.delete(bucket, "b/1", written.get(1).join().context());
        reads.send().join();
        assertThat(first.join().all()).extracting(Sibling::value).containsExactly("v0");
        assertThat(none.join().isEmpty()).isTrue();
        assertThat(gone.join().durable()).isGreaterThanOrEqualTo(2);

        expected.remove("b/1");
        assertThat(bucket.allKeys(KeyQuery.all().withLimit(40))).containsExactlyInAnyOrderElementsOf(expected);
        expected.removeIf(key -> !key.startsWith("a/"));
        assertThat(bucket.allKeys(KeyQuery.all().withPrefix("a/"))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aWatchTellsChangesAndGoesOnAtAnotherNodeWhenItsNodeDies(RealCluster cluster, GrammeClient gramme) {
        Bucket<String, String> bucket = bucket(gramme, "watched");
        List<List<String>> told = new CopyOnWriteArrayList<>();
        try (GrammeClient watching = cluster.clientBuilder().build();
                Watch watch = bucket(watching, "watched")
                        .watch(
                                "k",
                                siblings -> told.add(siblings.all().stream()
                                        .map(Sibling::value)
                                        .toList()))) {
            assertThat(watch).isNotNull();
            awaitTold(told, List.of());
            Context first = bucket.put("k", "one", Context.none()).context();
            awaitTold(told, List.of("one"));
            for (int number = 1; number <= 2; number++) {
                cluster.node(number).kill();
                String value = "with n" + number + " dead";
                first = bucket.put("k", value, first).context();
                awaitTold(told, List.of(value));
                cluster.node(number).start();
                cluster.awaitReady();
            }
        }
        assertThat(told.get(0)).isEmpty();
    }

    private static void awaitTold(List<List<String>> told, List<String> last) {
        Await.until(
                "the watch does not tell " + last,
                PATIENCE,
                () -> !told.isEmpty() && told.get(told.size() - 1).equals(last) ? "" : "it has told " + told);
    }
}
