package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.VirtualWire.Fate;
import io.gramme.client.VirtualWire.Sent;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Routing, retries, hedges, bounds and outcomes, against scripted nodes on virtual time. */
class RequestsTest {
    private static final Map<String, String> WRITTEN =
            Map.of("gramme-context", "c1", "gramme-durable", "3; owners=2; hinted=1", "gramme-request-id", "q1");

    private static GrammeClient client(VirtualWire wire, int nodes) {
        return builder(nodes).build(wire);
    }

    private static GrammeClient.Builder builder(int nodes) {
        GrammeClient.Builder builder = GrammeClient.builder();
        for (int i = 0; i < nodes; i++) {
            builder.endpoint("http://127.0.0.1:" + port(i));
        }
        return builder;
    }

    private static int port(int node) {
        return 7070 + 100 * node;
    }

    private static VirtualWire wire(Function<Sent, Fate> script) {
        return new VirtualWire(one -> one.request().target().startsWith("/v1/ring")
                ? Fate.answer(0, 503, Map.of(), problem("starting", "none"))
                : script.apply(one));
    }

    private static AsyncBucket<String, String> bucket(GrammeClient client) {
        return client.bucket("cart", Codec.utf8(), Codec.utf8()).async();
    }

    private static Throwable failure(VirtualWire wire, CompletableFuture<?> future) {
        return wire.run(future)
                .handle((value, failure) -> failure instanceof CompletionException ? failure.getCause() : failure)
                .join();
    }

    private static String problem(String type, String outcome) {
        return "{\"type\":\"https://gramme.io/problems/" + type + "\",\"detail\":\"d\",\"required\":2,\"received\":1,"
                + "\"outcome\":\"" + outcome + "\",\"retryable\":true,\"requestId\":\"q9\"}";
    }

    @Test
    void aWriteSaysWhatItAchieved() {
        VirtualWire wire = wire(one -> Fate.answer(1, 204, WRITTEN, ""));
        WriteResult written = wire.run(bucket(client(wire, 1)).put("alice", "x", new Context("c0")))
                .join();
        assertThat(written).isEqualTo(new WriteResult(new Context("c1"), "", 3, 2, 1, "q1"));
        Sent sent = wire.data().get(0);
        assertThat(sent.request().headers())
                .containsEntry("Gramme-Context", "c0")
                .containsKey("Idempotency-Key");
        assertThat(sent.request().target()).isEqualTo("/v1/kv/cart/alice?timeout=1000");
    }

    @Test
    void aLostAnswerIsRepeatedElsewhereUnderTheSameIdempotencyKey() {
        List<Integer> calls = new ArrayList<>();
        VirtualWire wire = wire(one -> {
            calls.add(1);
            return calls.size() == 1 ? Fate.reset(5) : Fate.answer(1, 204, WRITTEN, "");
        });
        wire.run(bucket(client(wire, 2)).put("alice", "x", Context.none())).join();
        assertThat(wire.data()).hasSize(2);
        assertThat(wire.data().stream().map(Sent::node).distinct()).hasSize(2);
        assertThat(wire.data().stream()
                        .map(one -> one.request().headers().get("Idempotency-Key"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void anUnknownEarlierAttemptMakesALaterRefusalUnknown() {
        VirtualWire wire = wire(one -> Fate.answer(1, 412, Map.of(), problem("precondition-failed", "none")));
        List<Integer> calls = new ArrayList<>();
        VirtualWire lossy = wire(one -> {
            calls.add(1);
            return calls.size() == 1
                    ? Fate.reset(5)
                    : Fate.answer(1, 412, Map.of(), problem("precondition-failed", "none"));
        });
        assertThat(failure(wire, bucket(client(wire, 2)).create("a", "x")))
                .isInstanceOfSatisfying(
                        PreconditionFailedException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.NONE));
        assertThat(failure(lossy, bucket(client(lossy, 2)).create("a", "x")))
                .isInstanceOfSatisfying(
                        PreconditionFailedException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    }

    @Test
    void aSilentClusterEndsAtTheDeadlineWithAnUnknownOutcome() {
        VirtualWire wire = wire(one -> Fate.silence());
        long begun = wire.nanos();
        Throwable failure = failure(wire, bucket(client(wire, 3)).put("a", "x", Context.none()));
        assertThat(failure)
                .isInstanceOfSatisfying(
                        QuorumTimeoutException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
        assertThat(Duration.ofNanos(wire.nanos() - begun)).isLessThanOrEqualTo(Duration.ofMillis(2_000));
        assertThat(wire.data()).hasSize(2);
        assertThat(wire.data().get(1).timeout()).isLessThanOrEqualTo(Duration.ofMillis(1_000));
    }

    /** A timer that outlives its request holds the request's value, for as long as the request might have taken. */
    @Test
    void aRequestThatHasEndedLeavesNoTimer() {
        VirtualWire wire = wire(one -> Fate.answer(5, 200, WRITTEN, "x"));
        AsyncBucket<String, String> bucket =
                bucket(builder(3).maxInFlightPerNode(4).build(wire));
        for (int round = 0; round < 20; round++) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(bucket.put("k" + i, "x", Context.none()));
                all.add(bucket.get("k" + i));
            }
            all.forEach(one -> wire.run(one).join());
            assertThat(wire.timers()).isZero();
        }
    }

    @Test
    void aNodeThatStandsStillCostsNoRequestAfterTheFirstOnes() {
        VirtualWire wire = new VirtualWire(
                one -> one.node().getPort() == port(0) ? Fate.silence() : Fate.answer(5, 204, WRITTEN, ""));
        AsyncBucket<String, String> bucket = bucket(builder(3).build(wire));
        rounds(wire, bucket, 2_000);
        long known = wire.data().get(0).atMillis() + 1_000;
        assertThat(toFirst(wire.data(), known)).isEmpty();
        List<Long> probes = toFirst(wire.sent, known);
        assertThat(probes).hasSizeGreaterThan(1);
        for (int i = 1; i < probes.size(); i++) {
            assertThat(probes.get(i) - probes.get(i - 1)).as("%s", probes).isGreaterThanOrEqualTo(1_000);
        }
    }

    @Test
    void aNodeThatIsBackIsAskedAgain() {
        boolean[] still = {true};
        VirtualWire wire = new VirtualWire(
                one -> still[0] && one.node().getPort() == port(0) ? Fate.silence() : Fate.answer(5, 204, WRITTEN, ""));
        AsyncBucket<String, String> bucket = bucket(builder(3).build(wire));
        rounds(wire, bucket, 400);
        still[0] = false;
        long back = wire.nanos() / 1_000_000;
        rounds(wire, bucket, 1_500);
        List<Long> asked = toFirst(wire.data(), back);
        assertThat(asked).isNotEmpty();
        // It has rested for at most five seconds, and its last probe may have waited for one.
        assertThat(asked.get(0) - back).isLessThanOrEqualTo(6_100);
    }

    private static void rounds(VirtualWire wire, AsyncBucket<String, String> bucket, int rounds) {
        for (int round = 0; round < rounds; round++) {
            List<CompletableFuture<WriteResult>> puts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                puts.add(bucket.put("k" + i, "x", Context.none()));
            }
            puts.forEach(put -> wire.run(put).join());
        }
    }

    /** When the first node was asked, from then on. */
    private static List<Long> toFirst(List<Sent> sent, long fromMillis) {
        return sent.stream()
                .filter(one -> one.node().getPort() == port(0))
                .map(Sent::atMillis)
                .filter(at -> at >= fromMillis)
                .toList();
    }

    @Test
    void aFailingClusterIsLoadedByABoundedShareOfRetries() {
        VirtualWire wire = wire(one -> Fate.answer(1, 503, Map.of(), problem("quorum-failed", "partial")));
        AsyncBucket<String, String> bucket =
                bucket(builder(3).maxInFlightPerNode(10).build(wire));
        for (int i = 0; i < 200; i++) {
            Throwable failure = failure(wire, bucket.put("a", "x", Context.none()));
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.failure().received()).isEqualTo(1));
        }
        // 200 first attempts, ten tokens to begin with, one more for each ten requests.
        assertThat(wire.data()).hasSizeBetween(225, 232);
    }

    @Test
    void requestsBeyondTheBoundAreRefusedAtOnce() {
        VirtualWire wire = wire(one -> Fate.answer(10, 204, WRITTEN, ""));
        GrammeClient client =
                builder(1).maxPending(8).maxInFlightPerNode(4).maxAttempts(10).build(wire);
        List<CompletableFuture<WriteResult>> all = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            all.add(bucket(client).put("a", "x", Context.none()));
        }
        // The first thing asked is the ring, and it takes a place like any other.
        assertThat(wire.sent).hasSize(4);
        assertThat(all.stream().filter(CompletableFuture::isCompletedExceptionally))
                .hasSize(49_992);
        all.forEach(future -> failure(wire, future));
        assertThat(all.stream().filter(future -> !future.isCompletedExceptionally()))
                .hasSize(8);
        assertThat(failure(wire, all.get(49_999)))
                .isInstanceOfSatisfying(
                        OverloadedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NONE));
        wire.run(bucket(client).put("a", "x", Context.none())).join();
    }

    @Test
    void aNodeThatDiesUnderLoadCostsNoRequestMoreThanARetry() {
        VirtualWire wire =
                wire(one -> one.node().getPort() == port(0) ? Fate.reset(5) : Fate.answer(5, 204, WRITTEN, ""));
        AsyncBucket<String, String> bucket = bucket(client(wire, 3));
        List<CompletableFuture<WriteResult>> puts = IntStream.range(0, 120)
                .mapToObj(i -> bucket.put("k" + i, "v", Context.none()))
                .toList();
        puts.forEach(put -> assertThat(wire.run(put)).isCompletedWithValueMatching(written -> written.durable() == 3));
        assertThat(wire.data().stream().filter(one -> one.node().getPort() == port(0)))
                .hasSizeGreaterThan(10);
    }

    @Test
    void aColdNodeGetsFewRequestsUntilItIsWarm() {
        int[] millisOfCold = {20};
        VirtualWire wire = wire(one -> {
            boolean cold = one.node().getPort() == port(0);
            return Fate.answer(cold ? millisOfCold[0] : 1, 204, WRITTEN, "");
        });
        AsyncBucket<String, String> bucket = bucket(client(wire, 3));
        rounds(wire, bucket, 1_000);
        assertThat(shareOf(wire, 0)).isLessThan(0.05);
        millisOfCold[0] = 1;
        rounds(wire, bucket, 1_000);
        wire.sent.clear();
        rounds(wire, bucket, 1_000);
        assertThat(shareOf(wire, 0)).isBetween(0.2, 0.5);
    }

    private static double shareOf(VirtualWire wire, int node) {
        long its = wire.data().stream()
                .filter(one -> one.node().getPort() == port(node))
                .count();
        return (double) its / wire.data().size();
    }

    @Test
    void requestsBeyondTheRoomAtNodesWaitForTheirTurn() {
        VirtualWire wire = wire(one -> Fate.answer(10, 204, WRITTEN, ""));
        GrammeClient client = builder(1).maxInFlightPerNode(2).build(wire);
        wire.run(bucket(client).put("settles", "the ring", Context.none()));
        wire.sent.clear();
        List<CompletableFuture<WriteResult>> puts = IntStream.range(0, 10)
                .mapToObj(i -> bucket(client).put("k" + i, "v", Context.none()))
                .toList();
        assertThat(wire.data()).hasSize(2);
        puts.forEach(put -> assertThat(wire.run(put)).isCompleted());
        assertThat(wire.data()).extracting(Sent::atMillis).isSorted();
        assertThat(wire.data().stream().collect(Collectors.groupingBy(Sent::atMillis, Collectors.counting())))
                .hasSize(5)
                .allSatisfy((millis, count) -> assertThat(count).isEqualTo(2));
    }

    @Test
    void aRequestWhoseTurnDoesNotComeInTimeSaysThatNothingWasSent() {
        VirtualWire wire = wire(
                one -> one.request().target().contains("settles") ? Fate.answer(1, 204, WRITTEN, "") : Fate.silence());
        GrammeClient client = builder(1).maxInFlightPerNode(1).maxAttempts(1).build(wire);
        wire.run(bucket(client).put("settles", "the ring", Context.none()));
        wire.sent.clear();
        CompletableFuture<WriteResult> first = bucket(client).put("a", "v", Context.none());
        CompletableFuture<WriteResult> second = bucket(client).put("b", "v", Context.none());
        CompletableFuture<WriteResult> third = bucket(client).put("c", "v", Context.none());
        assertThat(failure(wire, first)).isInstanceOf(QuorumTimeoutException.class);
        assertThat(failure(wire, second)).isInstanceOf(QuorumTimeoutException.class);
        assertThat(failure(wire, third))
                .isInstanceOfSatisfying(
                        OverloadedException.class,
                        refused -> assertThat(refused.outcome()).isEqualTo(Outcome.NONE));
        assertThat(wire.data()).hasSize(2);
    }

    @Test
    void aSlowReadIsHedgedAndTheFirstAnswerWins() {
        List<Integer> calls = new ArrayList<>();
        VirtualWire wire = wire(one -> {
            calls.add(1);
            return Fate.answer(calls.size() == 101 ? 900 : 3, 200, Map.of("gramme-context", "c"), "v");
        });
        AsyncBucket<String, String> bucket = bucket(client(wire, 2));
        for (int i = 0; i < 100; i++) {
            wire.run(bucket.get("a")).join();
        }
        long begun = wire.nanos();
        Optional<Versioned<String>> value = wire.run(bucket.get("a")).join();
        assertThat(value.orElseThrow().value()).isEqualTo("v");
        assertThat(Duration.ofNanos(wire.nanos() - begun)).isLessThan(Duration.ofMillis(20));
        List<Sent> data = wire.data();
        assertThat(data).hasSize(102);
        assertThat(data.get(100).node()).isNotEqualTo(data.get(101).node());
    }

    @Test
    void requestsGoToOwnersOnceTheRingIsKnownAndToOthersWhenOwnersFail() {
        String rows = IntStream.range(0, 16)
                .mapToObj(p -> "[" + p % 4 + "," + (p + 1) % 4 + "]")
                .collect(Collectors.joining(","));
        String members = IntStream.range(0, 4)
                .mapToObj(i -> "{\"index\":" + i + ",\"name\":\"n" + i + "\",\"data\":\"127.0.0.1:" + port(i) + "\"}")
                .collect(Collectors.joining(","));
        String ring = "{\"epoch\":\"3\",\"partitions\":16,\"members\":[" + members + "],\"rows\":[" + rows + "]}";
        boolean[] ownersFail = {false};
        VirtualWire wire = new VirtualWire(one -> {
            if (one.request().target().startsWith("/v1/ring")) {
                return Fate.answer(1, 200, Map.of(), ring);
            }
            return ownersFail[0] && isOwner(one) ? Fate.refused() : Fate.answer(1, 404, Map.of(), "");
        });
        GrammeClient client = client(wire, 1);
        wire.run(bucket(client).get("warm")).join();
        for (int i = 0; i < 200; i++) {
            wire.run(bucket(client).get("k" + i)).join();
        }
        assertThat(wire.data().subList(1, 201)).allMatch(RequestsTest::isOwner);
        assertThat(wire.data().stream().map(Sent::node).distinct()).hasSize(4);
        ownersFail[0] = true;
        assertThat(wire.run(bucket(client).get("k0")).join()).isEmpty();
        assertThat(isOwner(wire.data().get(wire.data().size() - 1))).isFalse();
    }

    private static boolean isOwner(Sent one) {
        String target = one.request().target();
        String name = target.substring("/v1/kv/cart/".length(), target.indexOf('?'));
        int partition = new Partitions(16).of(Key.of("cart", name));
        int port = one.node().getPort();
        return port == port(partition % 4) || port == port((partition + 1) % 4);
    }
}
