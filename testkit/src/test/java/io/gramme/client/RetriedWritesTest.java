package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.testkit.RealCluster;
import io.gramme.testkit.WithGramme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The SDK's promises about writes, on real nodes. */
@WithGramme
class RetriedWritesTest {
    private static final int PUTS = Integer.getInteger("gramme.puts", 5_000);
    private static final int MAX_PENDING = 512;
    private static final int MAX_PER_NODE = 64;
    /** For each request that may be pending its value, copies of it and its futures; and what is made once. */
    private static final long MOST_HELD = MAX_PENDING * 8L * 1024 + (4L << 20);

    private static Bucket<String, String> texts(GrammeClient client, String bucket) {
        return client.bucket(bucket, Codec.utf8(), Codec.utf8());
    }

    @Test
    void aLostAnswerFollowedByARetryElsewhereIsOneWrite(RealCluster cluster) {
        for (int round = 0; round < 4; round++) {
            AtomicBoolean losing = new AtomicBoolean();
            LossyWire wire = new LossyWire(request -> request.method().equals("PUT") && losing.getAndSet(false));
            try (GrammeClient client = cluster.clientBuilder().build(wire)) {
                // As many as a new client's retry budget allows in a row.
                loseAnswers(texts(client, "lost-answers"), "round" + round, losing);
                assertThat(wire.lost()).isEqualTo(8);
            }
        }
    }

    private static void loseAnswers(Bucket<String, String> texts, String prefix, AtomicBoolean losing) {
        ReadOptions all = ReadOptions.defaults().withR(3);
        for (int i = 0; i < 4; i++) {
            String key = prefix + "-" + i;
            losing.set(true);
            WriteResult blind = texts.put(key, "v", Context.none());
            assertThat(texts.getAll(key, all).all()).as(key).hasSize(1);
            losing.set(true);
            texts.put(key, "w", blind.context());
            assertThat(texts.getAll(key, all).all())
                    .extracting(Sibling::value)
                    .as(key)
                    .containsExactly("w");
        }
    }

    @Test
    void manyPutsThroughOneClientHoldNoMoreThanItsBounds(RealCluster cluster) throws InterruptedException {
        LossyWire wire = new LossyWire(request -> false);
        GrammeClient.Builder builder = cluster.clientBuilder()
                .maxPending(MAX_PENDING)
                .maxInFlightPerNode(MAX_PER_NODE)
                .attemptTimeout(Duration.ofSeconds(20))
                .requestTimeout(Duration.ofSeconds(60));
        try (GrammeClient client = builder.build(wire)) {
            AsyncBucket<String, byte[]> values =
                    client.bucket("many", Codec.utf8(), Codec.bytes()).async();
            byte[] value = new byte[1024];
            AtomicInteger written = new AtomicInteger();
            List<String> failed = new ArrayList<>();
            // As many callers as the client takes, many more than may be under way at nodes.
            Semaphore callers = new Semaphore(MAX_PENDING);
            long heap = heap();
            long held = 0;
            for (int i = 0; i < PUTS; i++) {
                if (i > 0 && i % (PUTS / 4) == 0) {
                    held = Math.max(held, heap() - heap);
                }
                callers.acquire();
                CompletableFuture<WriteResult> put = values.put("k" + i, value, Context.none());
                put.whenComplete((result, failure) -> {
                    Throwable cause = failure == null ? null : Bucket.cause(failure);
                    if (cause == null) {
                        written.incrementAndGet();
                    } else {
                        synchronized (failed) {
                            failed.add(cause.toString());
                        }
                    }
                    callers.release();
                });
            }
            callers.acquire(MAX_PENDING);
            long left = heap() - heap;
            System.out.printf(
                    "%d puts: %d written, %d failed, at most %d at one node, at most %d bytes of values with the wire; "
                            + "heap held under way %d KiB, after it %d KiB%n",
                    PUTS, written.get(), failed.size(), wire.mostAtOneNode(), wire.mostBytes(), held >> 10, left >> 10);
            // A busy machine may cost some of them a quorum; each of them has ended, one way or the other.
            assertThat(written.get() + failed.size()).isEqualTo(PUTS);
            assertThat(failed).as("%s", failed).hasSizeLessThan(PUTS / 20);
            assertThat(wire.mostAtOneNode()).isLessThanOrEqualTo(MAX_PER_NODE);
            assertThat(wire.mostBytes()).isLessThanOrEqualTo(3L * MAX_PER_NODE * value.length);
            assertThat(held).as("bytes of heap under way").isLessThan(MOST_HELD);
            assertThat(left).as("bytes of heap when all have ended").isLessThan(MOST_HELD);
        }
    }

    /** Bytes in use when the collector has done what it can. */
    private static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(10);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
