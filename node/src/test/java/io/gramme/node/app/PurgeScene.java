package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.RowVersion;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whole nodes that purge after a minute, with a client's hands and eyes. */
final class PurgeScene {
    static final List<Integer> PORTS = List.of(7072, 7172, 7272, 7372);
    /** Longer than the age, two passes and the ledger's time. */
    static final Duration LONG = Duration.ofMinutes(4);

    final SimCluster cluster;
    final List<Process> nodes = new ArrayList<>();

    PurgeScene(long seed) {
        this.cluster = new SimCluster(seed);
    }

    /** Founds a cluster of three. */
    static PurgeScene three(long seed, String... flags) throws Exception {
        PurgeScene scene = new PurgeScene(seed);
        for (int i = 0; i < 3; i++) {
            Spec spec = new Spec("n" + (i + 1), PORTS.get(i), PORTS.subList(0, 3))
                    .with("repair.purgeAfter", "1m")
                    .with("repair.ledgerKeep", "10m");
            for (int flag = 0; flag < flags.length; flag += 2) {
                spec.with(flags[flag], flags[flag + 1]);
            }
            scene.nodes.add(scene.cluster.start(spec));
        }
        scene.untilServing();
        return scene;
    }

    void untilServing() {
        cluster.runUntil(
                "all serve",
                () -> nodes.stream()
                        .allMatch(one -> one.node.isReady()
                                && one.node.views(0).current().mayCoordinate()));
    }

    void kill(int node) {
        nodes.get(node).kill();
    }

    /** A killed node again, on the disk it left. */
    void restart(int node) throws Exception {
        nodes.set(node, cluster.start(nodes.get(node).spec));
        untilServing();
    }

    void run(Duration duration) {
        cluster.run(duration);
    }

    void put(int at, Key key, String value) {
        put(at, key, value, null);
    }

    void put(int at, Key key, String value, @Nullable CausalContext context) {
        write(at, key, Content.value(bytes(value), "text/plain", now(at)), context, WriteRequest.Options.DEFAULT);
    }

    void putExpiring(int at, Key key, String value, Duration ttl) {
        Content content = Content.value(bytes(value), "text/plain", now(at)).expiringAt(now(at) + ttl.toMillis());
        write(at, key, content, null, WriteRequest.Options.DEFAULT);
    }

    /** Deletes what a quorum shows. */
    void delete(int at, Key key) {
        WriteRequest.Options force = new WriteRequest.Options(null, null, List.of(), false, false, false, true);
        write(at, key, Content.deletion(now(at)), null, force);
    }

    private void write(
            int at, Key key, Content content, @Nullable CausalContext context, WriteRequest.Options options) {
        WriteRequest request = new WriteRequest(key, content, context, null, options, 2_000, "write");
        List<WriteResult> results = new ArrayList<>();
        Node node = nodes.get(at).node;
        node.control().execute(() -> node.coordinator(0).write(request, results::add));
        cluster.runUntil("an answer", () -> !results.isEmpty());
        assertThat(results.get(0)).isInstanceOf(WriteResult.Written.class);
    }

    private static ValueBytes bytes(String value) {
        return ValueBytes.of(value.getBytes(StandardCharsets.UTF_8));
    }

    private long now(int at) {
        return nodes.get(at).clock.wallMillis();
    }

    /** What a read shows, with the default quorum: values, in the order of their dots. */
    List<String> get(int at, Key key) {
        ReadResult result = read(at, key, null);
        if (result instanceof ReadResult.Found found) {
            return found.view().siblings().stream()
                    .map(each -> new String(each.content().value().toByteArray(), StandardCharsets.UTF_8))
                    .toList();
        }
        assertThat(result).isInstanceOf(ReadResult.NotFound.class);
        return List.of();
    }

    ReadResult read(int at, Key key, @Nullable Integer r) {
        List<ReadResult> results = new ArrayList<>();
        Node node = nodes.get(at).node;
        ReadRequest request = new ReadRequest(key, r, null, 2_000, false, null, "get");
        node.control().execute(() -> node.coordinator(0).read(request, results::add));
        cluster.runUntil("an answer", () -> !results.isEmpty());
        return results.get(0);
    }

    RecordStore records(int at) {
        return Objects.requireNonNull(nodes.get(at).node.records(0));
    }

    /** What a node's disk has of a key as an owner; {@code null} when nothing. */
    @Nullable
    KeyRecord held(int at, Key key) {
        return records(at).lookup(Space.LIVE, key) instanceof RecordStore.Held held
                ? held.stored().record()
                : null;
    }

    boolean isListed(int at, Key key) {
        return records(at).storage().header(Space.LEDGER, key) instanceof Storage.HeaderFound;
    }

    /** Whether no owner has anything of a key any more. */
    boolean isGone(Key key) {
        return List.of(0, 1, 2).stream().allMatch(node -> held(node, key) == null);
    }

    Ring ring() {
        return nodes.get(0).knownRing();
    }

    /** One node sends another a copy of a record, as a hint that it kept. */
    void deliverLate(int from, int to, Key key, KeyRecord copy) {
        deliver(from, to, key, copy, WriteKind.HINT_DELIVERY);
    }

    void deliver(int from, int to, Key key, KeyRecord copy, WriteKind kind) {
        ask(
                from,
                to,
                new ReplicaWrite(
                        ring().partition(key),
                        RowVersion.of(ring(), ring().partition(key)),
                        kind,
                        new int[0],
                        0,
                        false,
                        key,
                        RecordCodec.encode(copy)));
    }

    /** A copy that a node keeps for another one. */
    void keepAsHint(int from, int at, int owner, Key key, KeyRecord copy) {
        ask(
                from,
                at,
                new ReplicaWrite(
                        ring().partition(key),
                        RowVersion.exactly(ring().epoch()),
                        WriteKind.FOREGROUND,
                        new int[] {owner},
                        2,
                        false,
                        key,
                        RecordCodec.encode(copy)));
    }

    Outcome ask(int from, int to, Request request) {
        List<Outcome> outcomes = new ArrayList<>();
        Node node = nodes.get(from).node;
        node.control()
                .execute(() -> node.transport(0)
                        .request(nodes.get(to).node.membership().self(), request, 2_000, outcomes::add));
        cluster.runUntil("an outcome", () -> !outcomes.isEmpty());
        return outcomes.get(0);
    }

    /** Keeps these nodes apart from the others until {@link SimNet#heal}. */
    void cut(int... some) {
        List<Integer> left = new ArrayList<>();
        for (int each : some) {
            left.add(each);
        }
        cluster.net.cut(
                left.stream().map(each -> nodes.get(each).spec.at).toList(),
                List.of(0, 1, 2).stream()
                        .filter(each -> !left.contains(each))
                        .map(each -> nodes.get(each).spec.at)
                        .toList());
    }
}
