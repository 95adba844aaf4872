package io.gramme.node.transport.vertx;

import static io.gramme.node.transport.HelloPolicy.Verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.ForwardMessage.Forward;
import io.gramme.node.transport.ForwardMessage.Forwarded;
import io.gramme.node.transport.GossipMessage.PushPull;
import io.gramme.node.transport.GossipMessage.PushPullReply;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.PeerDirectory;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.Reason;
import io.gramme.node.transport.RegisterMessage.RegisterRequest;
import io.gramme.node.transport.RingMessage.RingPull;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.node.transport.wire.TransportConfig;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract of the Transport port, on loopback sockets. */
class VertxTransportTest {
    private static final int BUDGET = 5_000;

    private static Vertx vertx;
    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(4));
    }

    @AfterAll
    static void closeVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void closeNodes() throws Exception {
        for (TestNode node : nodes) {
            node.close();
            assertThat(node.broken).isEmpty();
        }
    }

    private TestNode node(TestNode.Spec spec) throws Exception {
        TestNode node = new TestNode(vertx, spec);
        nodes.add(node);
        node.on(Forward.class, (forward, shard) -> new Forwarded(tagged(forward.body(), shard)));
        node.on(PushPull.class, (state, shard) -> new PushPullReply(state.body()));
        return node.start();
    }

    private static byte[] tagged(byte[] body, int shard) {
        byte[] tagged = Arrays.copyOf(body, body.length + 1);
        tagged[body.length] = (byte) shard;
        return tagged;
    }

    private TestNode[] pair() throws Exception {
        return pair(new TestNode.Spec(1), new TestNode.Spec(2));
    }

    private TestNode[] pair(TestNode.Spec first, TestNode.Spec second) throws Exception {
        TestNode one = node(first);
        TestNode two = node(second);
        one.knows(two);
        two.knows(one);
        return new TestNode[] {one, two};
    }

    private static Outcome get(CompletableFuture<Outcome> outcome) throws Exception {
        return outcome.get(10, TimeUnit.SECONDS);
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8) + seed);
        }
        return bytes;
    }

    private static void assertForwarded(Outcome outcome, byte[] body, int shard) {
        assertThat(outcome).isInstanceOf(Forwarded.class);
        assertThat(((Forwarded) outcome).body()).isEqualTo(tagged(body, shard));
    }

    @Test
    void handlesAPartitionOnItsShardWhicheverShardAsks() throws Exception {
        TestNode.Spec asking = new TestNode.Spec(1);
        asking.shards = 4;
        TestNode[] pair = pair(asking, new TestNode.Spec(2));
        for (int partition = 0; partition < 34; partition++) {
            byte[] body = bytes(100, partition);
            CompletableFuture<Outcome> outcome =
                    pair[0].ask(partition % 4, pair[1].spec.id, new Forward(partition, body), BUDGET);
            assertForwarded(get(outcome), body, (partition % 16) % 2);
        }
    }

    @Test
    void answersManyAtOnceInFewWrites() throws Exception {
        TestNode[] pair = pair();
        get(pair[0].ask(pair[1], new Forward(0, bytes(1, 0)), BUDGET));
        long before = pair[0].counts.writes.get();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        pair[0].run(0, () -> {
            for (int i = 0; i < 60; i++) {
                CompletableFuture<Outcome> outcome = new CompletableFuture<>();
                outcomes.add(outcome);
                pair[0].transport
                        .shard(0)
                        .request(pair[1].spec.id, new Forward(0, bytes(50, i)), BUDGET, outcome::complete);
            }
        });
        await().until(() -> outcomes.size() == 60 && outcomes.stream().allMatch(CompletableFuture::isDone));
        for (int i = 0; i < 60; i++) {
            assertForwarded(get(outcomes.get(i)), bytes(50, i), 0);
        }
        assertThat(pair[0].counts.writes.get() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void carriesLargeBodiesInChunksBesideSmallOnes() throws Exception {
        TestNode[] pair = pair();
        byte[] large = bytes(16 << 20, 3);
        CompletableFuture<Outcome> big = pair[0].ask(0, pair[1].spec.id, new Forward(0, large), 10_000);
        CompletableFuture<Outcome> small = pair[0].ask(0, pair[1].spec.id, new Forward(0, bytes(10, 1)), BUDGET);
        assertForwarded(get(small), bytes(10, 1), 0);
        assertThat(big).as("the small one does not wait behind the large one").isNotDone();
        assertForwarded(get(big), large, 0);
        for (int length : new int[] {65_500, 65_505, 65_515, 65_536, 70_000, 131_072}) {
            assertForwarded(
                    get(pair[0].ask(0, pair[1].spec.id, new Forward(1, bytes(length, 2)), BUDGET)),
                    bytes(length, 2),
                    1);
        }
    }

    @Test
    void refusesWhatNobodyHandlesAndDrains() throws Exception {
        TestNode[] pair = pair();
        assertThat(get(pair[0].ask(pair[1], new RingPull(Epoch.NONE), BUDGET)))
                .isEqualTo(new Failure.Refused(new NotServed(Reason.UNSUPPORTED)));
        pair[1].transport.drain();
        // What a loop reads from its sockets may overtake what is queued for it.
        await().until(() -> get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET))
                .equals(new Failure.Refused(new NotServed(Reason.DRAINING))));
    }

    @Test
    void timesOutWhatIsNotAnsweredAndDropsTheLateAnswer() throws Exception {
        TestNode[] pair = pair();
        Queue<Responder> kept = new ConcurrentLinkedQueue<>();
        pair[1].transport.shard(0).handle(RingPull.class, (pull, responder) -> kept.add(responder));
        assertThat(get(pair[0].ask(pair[1], new RingPull(Epoch.NONE), 50))).isEqualTo(new Failure.TimedOut());
        Responder late = kept.remove();
        assertThat(late.from()).isEqualTo(pair[0].spec.id);
        pair[1].run(0, () -> late.refuse(new NotServed(Reason.NOT_READY)));
        assertForwarded(get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET)), bytes(1, 1), 0);
    }

    @Test
    void isUnreachableAtOnceWithoutAddressOrListener() throws Exception {
        TestNode one = node(new TestNode.Spec(1));
        TestNode two = node(new TestNode.Spec(2));
        assertThat(get(one.ask(two, new Forward(0, bytes(1, 1)), BUDGET))).isEqualTo(new Failure.Unreachable());
        one.knows(two);
        two.close();
        assertThat(get(one.ask(two, new Forward(0, bytes(1, 1)), BUDGET))).isEqualTo(new Failure.Unreachable());
    }

    @Test
    void losesWhatWasUnderWayWhenThePeerDiesAndReconnectsWhenItIsBack() throws Exception {
        TestNode[] pair = pair();
        CountDownLatch arrived = new CountDownLatch(1);
        pair[1].transport.shard(0).handle(RingPull.class, (pull, responder) -> arrived.countDown());
        CompletableFuture<Outcome> underWay = pair[0].ask(pair[1], new RingPull(Epoch.NONE), BUDGET);
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        int port = pair[1].address().port();
        pair[1].close();
        assertThat(get(underWay)).isEqualTo(new Failure.Lost());
        assertThat(get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET)))
                .isEqualTo(new Failure.Unreachable());

        TestNode.Spec again = new TestNode.Spec(2);
        again.port = port;
        TestNode back = node(again);
        await().until(() -> get(pair[0].ask(back, new Forward(0, bytes(1, 1)), BUDGET)) instanceof Forwarded);
    }

    @Test
    void asksAPeerThatIsSaidToBeBackWithoutWaitingForThePauseBetweenTwoDials() throws Exception {
        TestNode.Spec patient = new TestNode.Spec(1);
        patient.config = new TransportConfig(
                64,
                1 << 20,
                36 << 20,
                40 << 20,
                32,
                new TransportConfig.Times(500, 700, 200, 900, 60_000, 60_000, 60_000));
        TestNode[] pair = pair(patient, new TestNode.Spec(2));
        get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET));
        int port = pair[1].address().port();
        pair[1].close();
        await().until(() -> pair[0].counts.open.get() == 0);
        TestNode.Spec again = new TestNode.Spec(2);
        again.port = port;
        TestNode back = node(again);
        assertThat(get(pair[0].ask(back, new Forward(0, bytes(1, 1)), BUDGET))).isEqualTo(new Failure.Unreachable());

        pair[0].run(0, () -> pair[0].transport.shard(0).isBack(back.spec.id));
        assertThat(get(pair[0].ask(back, new Forward(0, bytes(1, 1)), BUDGET))).isInstanceOf(Forwarded.class);
    }

    @Test
    void closesConnectionsToAPeerThatLeftTheDirectory() throws Exception {
        TestNode[] pair = pair();
        get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET));
        assertThat(pair[0].counts.open.get()).isEqualTo(1);
        pair[0].transport.publish(PeerDirectory.EMPTY);
        await().until(() -> pair[0].counts.open.get() == 0 && pair[1].counts.open.get() == 0);
        assertThat(get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET)))
                .isEqualTo(new Failure.Unreachable());
    }

    @Test
    void isOverloadedBeyondTheRequestsAllowedUnderWay() throws Exception {
        TestNode[] pair = pair();
        Queue<Responder> kept = new ConcurrentLinkedQueue<>();
        pair[1].transport.shard(0).handle(RingPull.class, (pull, responder) -> kept.add(responder));
        List<CompletableFuture<Outcome>> asked = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            asked.add(pair[0].ask(pair[1], new RingPull(Epoch.NONE), BUDGET));
        }
        assertThat(get(asked.get(64))).isEqualTo(new Failure.Overloaded());
        assertThat(pair[0].counts.overloaded.get()).isEqualTo(1);
        await().until(() -> kept.size() == 64);
        pair[1].run(0, () -> kept.forEach(responder -> responder.refuse(new NotServed(Reason.NOT_READY))));
        for (int i = 0; i < 64; i++) {
            assertThat(get(asked.get(i))).isEqualTo(new Failure.Refused(new NotServed(Reason.NOT_READY)));
        }
        assertForwarded(get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET)), bytes(1, 1), 0);
    }

    @Test
    void isOverloadedWhenLargeBodiesPileUpAndServesThoseThatItTook() throws Exception {
        TestNode[] pair = pair();
        byte[] large = bytes(16 << 20, 5);
        List<CompletableFuture<Outcome>> asked = new ArrayList<>();
        pair[0].run(0, () -> {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Outcome> outcome = new CompletableFuture<>();
                asked.add(outcome);
                pair[0].transport.shard(0).request(pair[1].spec.id, new PushPull(large), 10_000, outcome::complete);
            }
        });
        await().until(() -> asked.size() == 3);
        assertThat(get(asked.get(2))).isEqualTo(new Failure.Overloaded());
        assertThat(((PushPullReply) get(asked.get(0))).body()).isEqualTo(large);
        assertThat(((PushPullReply) get(asked.get(1))).body()).isEqualTo(large);
    }

    @Test
    void sendsOneWay() throws Exception {
        TestNode[] pair = pair();
        get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET));
        CountDownLatch arrived = new CountDownLatch(1);
        pair[1].transport.shard(0).handle(RingPull.class, (pull, responder) -> {
            responder.refuse(new NotServed(Reason.NOT_READY));
            arrived.countDown();
        });
        pair[0].run(0, () -> pair[0].transport.shard(0).send(pair[1].spec.id, new RingPull(Epoch.NONE)));
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keepsAQuietConnectionOpenByPings() throws Exception {
        TestNode[] pair = pair();
        get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET));
        long before = pair[0].counts.writes.get();
        await().until(() -> pair[0].counts.writes.get() >= before + 3);
        assertThat(pair[0].counts.opened.get()).isEqualTo(1);
        assertThat(pair[0].counts.open.get()).isEqualTo(1);
    }

    @Test
    void refusesAnotherClusterAWrongSecretAndWhomThePolicyRefuses() throws Exception {
        TestNode one = node(new TestNode.Spec(1));
        TestNode.Spec otherCluster = new TestNode.Spec(2);
        otherCluster.cluster = new ClusterId(99, 99);
        TestNode.Spec wrongSecret = new TestNode.Spec(3);
        wrongSecret.secret = ClusterSecret.of("another secret", null);
        TestNode.Spec strict = new TestNode.Spec(4);
        strict.policy = peer -> Verdict.DUPLICATE_IDENTITY;
        for (TestNode.Spec spec : List.of(otherCluster, wrongSecret, strict)) {
            TestNode peer = node(spec);
            one.knows(peer);
            assertThat(get(one.ask(peer, new Forward(0, bytes(1, 1)), BUDGET))).isEqualTo(new Failure.Unreachable());
            assertThat(peer.counts.opened.get()).isZero();
        }
        assertThat(one.counts.refusals)
                .contains("other_cluster", "wrong_secret", "duplicate_identity")
                .doesNotContain("accepted");
    }

    @Test
    void refusesAnotherNodeAtTheAddressOfTheOneWanted() throws Exception {
        TestNode one = node(new TestNode.Spec(1));
        TestNode two = node(new TestNode.Spec(2));
        TestNode.Spec gone = new TestNode.Spec(3);
        one.transport.publish(PeerDirectory.of(java.util.Map.of(gone.id, two.address())));
        assertThat(get(one.ask(0, gone.id, new Forward(0, bytes(1, 1)), BUDGET)))
                .isEqualTo(new Failure.Unreachable());
        assertThat(one.counts.refusals).contains("other_node");
    }

    @Test
    void acceptsEitherSecretDuringARotation() throws Exception {
        TestNode.Spec ahead = new TestNode.Spec(1);
        ahead.secret = ClusterSecret.of("new secret", "a secret");
        TestNode[] pair = pair(ahead, new TestNode.Spec(2));
        assertForwarded(get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET)), bytes(1, 1), 0);
        assertForwarded(get(pair[1].ask(pair[0], new Forward(0, bytes(1, 1)), BUDGET)), bytes(1, 1), 0);
    }

    @Test
    void letsOnlyFoundingTalkThroughBeforeTheClusterIdIsKnownAndAllOfItAfter() throws Exception {
        for (ClusterSecret secret : List.of(ClusterSecret.none(), ClusterSecret.of("s", null))) {
            TestNode.Spec joiner = new TestNode.Spec(1);
            joiner.cluster = null;
            joiner.secret = secret;
            TestNode.Spec member = new TestNode.Spec(2);
            member.secret = secret;
            TestNode[] pair = pair(joiner, member);
            assertThat(get(pair[0].ask(pair[1], new PushPull(bytes(9, 9)), BUDGET)))
                    .isInstanceOf(PushPullReply.class);
            assertThat(get(pair[0].askAt(pair[1].address(), new PushPull(bytes(9, 9)), BUDGET)))
                    .isInstanceOf(PushPullReply.class);
            assertThat(get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET)))
                    .isEqualTo(new Failure.Unreachable());
            assertThat(get(pair[0].ask(pair[1], new RegisterRequest(bytes(1, 1)), BUDGET)))
                    .isEqualTo(new Failure.Refused(new NotServed(Reason.UNSUPPORTED)));
            pair[0].transport.announce(pair[0].hello(TestNode.CLUSTER));
            await().until(() -> get(pair[0].ask(pair[1], new Forward(0, bytes(1, 1)), BUDGET)) instanceof Forwarded);
        }
    }

    @Test
    void exchangesDatagramsAndDropsThoseTooLong() throws Exception {
        TestNode[] pair = pair();
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        pair[1].transport.datagrams().onDatagram((from, packet) -> received.complete(packet));
        byte[] packet = bytes(1_200, 4);
        pair[0].run(
                0,
                () -> pair[0].transport
                        .datagrams()
                        .send(new PeerAddress(TestNode.HOST, pair[1].address().port()), packet));
        assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(packet);
    }
}
