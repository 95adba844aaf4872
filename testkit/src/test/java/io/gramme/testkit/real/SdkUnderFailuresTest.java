package io.gramme.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.Bucket;
import io.gramme.client.ClientListener;
import io.gramme.client.Codec;
import io.gramme.client.Context;
import io.gramme.client.GrammeClient;
import io.gramme.client.GrammeException;
import io.gramme.client.RingView;
import io.gramme.client.Versioned;
import io.gramme.ring.Key;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.WithGramme;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What an application with one client feels while one of six nodes is killed and another one paused. In the build for a few
 * hundred requests, with patient timeouts and without the bound on p99, since a machine that does other work breaks both by
 * itself; {@code ./chaos/run real --tests SdkUnderFailuresTest} for more of them, with the client's defaults and the bound.
 *
 * <p>Only keys with two live owners: of a key that both of the two own, no quorum of two can tell what was written before.
 */
@WithGramme(nodes = 6)
class SdkUnderFailuresTest {
    private static final boolean STRICT = Boolean.getBoolean("gramme.strict");
    private static final int REQUESTS = STRICT ? 5_000 : 300;
    private static final int ROUNDS = STRICT ? 3 : 1;
    private static final Duration WARM_UP = Duration.ofSeconds(STRICT ? 75 : 0);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String BUCKET = "sdk-under-failures";
    private static final int THREADS = 8;
    private static final int REST_MILLIS = 10;

    private final Queue<Took> taken = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> attempts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger done = new AtomicInteger();
    private volatile boolean ended;

    /** One request that ended: what it was, when, and how long it took. */
    private record Took(String what, long endNanos, long nanos) {}

    @Test
    void aKilledAndAPausedNodeCostNoErrorAndLittleTime(RealCluster cluster) {
        GrammeClient.Builder builder = cluster.clientBuilder().listener(new ClientListener() {
            @Override
            public void onAttempt(URI node, String method, int status, Duration elapsed) {
                if (status == 0 || status >= 500) {
                    attempts.add(method + " at " + node + ": " + status + " after " + elapsed.toMillis() + " ms");
                }
            }
        });
        if (!STRICT) {
            builder.attemptTimeout(Duration.ofSeconds(4)).requestTimeout(Duration.ofSeconds(20));
        }
        try (GrammeClient client = builder.build()) {
            Bucket<String, String> bucket = client.bucket(BUCKET, Codec.utf8(), Codec.utf8());
            List<Thread> threads = new ArrayList<>();
            RingView ring = client.ring();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                threads.add(new Thread(() -> work(bucket, ring, number), "sdk-" + i));
            }
            threads.forEach(Thread::start);
            try {
                warmUp();
                List<Double> ratios = new ArrayList<>();
                for (int round = 1; round <= ROUNDS; round++) {
                    ratios.add(round(cluster, round));
                }
                Collections.sort(ratios);
                double median = ratios.get(ROUNDS / 2);
                System.out.printf(
                        Locale.ROOT,
                        "SDK: %d requests, %d failures, %d attempts failed; p99 with failures / quiet: %.1f, the median of %d%n",
                        done.get(),
                        failures.size(),
                        attempts.size(),
                        median,
                        ROUNDS);
                assertThat(failures).as("failed attempts: %s", attempts).isEmpty();
                if (STRICT) {
                    assertThat(median).isLessThanOrEqualTo(3.0);
                }
            } finally {
                ended = true;
                Await.until(
                        "threads do not end",
                        Duration.ofSeconds(30),
                        () -> threads.stream().anyMatch(Thread::isAlive) ? "one works" : "");
            }
        }
    }

    /** Compilers of seven processes on a few cores need a minute of load; before that, both figures are theirs. */
    private void warmUp() {
        long end = System.nanoTime() + WARM_UP.toNanos();
        measure(REQUESTS / 3);
        Await.until("it does not get warm", PATIENCE, () -> System.nanoTime() - end >= 0 ? "" : "warming up");
    }

    /** Quiet, then a node killed and another paused, then both back; p99 of the second by p99 of the first. */
    private double round(RealCluster cluster, int round) {
        long quiet = measure(REQUESTS);
        cluster.node(2).kill();
        cluster.node(3).pause();
        long fault = System.nanoTime();
        long disturbed = measure(2 * REQUESTS);
        System.out.printf(
                "SDK: round %d: p99 quiet %d ms, with a node killed and one paused %d ms; slower than three times quiet: %s%n",
                round, quiet, disturbed, slow(3 * quiet, fault));
        if (round < ROUNDS) {
            cluster.heal();
            Await.until("hints stay", PATIENCE, () -> cluster.hints() == 0 ? "" : cluster.hints() + " are kept");
        }
        return (double) disturbed / quiet;
    }

    /** Lets so many requests end; p99 of them, in milliseconds. */
    private long measure(int requests) {
        taken.clear();
        int goal = done.get() + requests;
        Await.until("the load stands still", PATIENCE, () -> done.get() >= goal ? "" : done.get() + " of " + goal);
        long[] sorted = taken.stream().mapToLong(Took::nanos).sorted().toArray();
        return sorted[sorted.length * 99 / 100] / 1_000_000;
    }

    /** How many took longer than that, by kind and by the ten seconds after the fault in which they ended. */
    private Map<String, Integer> slow(long millis, long faultNanos) {
        Map<String, Integer> slow = new TreeMap<>();
        for (Took took : taken) {
            if (took.nanos() > millis * 1_000_000) {
                long tens = (took.endNanos() - faultNanos) / 10_000_000_000L;
                slow.merge(String.format(Locale.ROOT, "%s in second %3d", took.what(), 10 * tens), 1, Integer::sum);
            }
        }
        return slow;
    }

    private static boolean keepsAQuorum(RingView ring, String key) {
        return ring.owners(Key.of(BUCKET, key)).stream()
                        .filter(owner ->
                                owner.name().equals("n2") || owner.name().equals("n3"))
                        .count()
                < 2;
    }

    private void work(Bucket<String, String> bucket, RingView ring, int thread) {
        for (int i = 0; !ended; i++) {
            String key = thread + "-" + i;
            if (!keepsAQuorum(ring, key)) {
                continue;
            }
            timed("put " + key, () -> bucket.put(key, key, Context.none()));
            timed("get " + key, () -> {
                if (!bucket.get(key).map(Versioned::value).equals(java.util.Optional.of(key))) {
                    failures.add("get " + key + " does not show what was written");
                }
            });
            rest();
        }
    }

    private void timed(String what, Runnable request) {
        long begun = System.nanoTime();
        try {
            request.run();
        } catch (GrammeException failed) {
            failures.add(what + ": " + failed);
        }
        long end = System.nanoTime();
        taken.add(new Took(what.substring(0, 3), end, end - begun));
        done.incrementAndGet();
    }

    /** A closed loop without rest measures the machine, not the client. */
    private static void rest() {
        try {
            Thread.sleep(REST_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
