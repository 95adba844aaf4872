package io.gramme.client;

import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import io.gramme.client.transport.Wire;
import io.gramme.ring.Key;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The nodes known, from the given endpoints and from the ring, and the ring itself, renewed in the background: at first use,
 * every 30 s, when an answer names another epoch, and when a node does not answer; at most once a second. Thread-safe.
 */
final class Nodes {
    private static final long STALE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long SPACING_NANOS = Duration.ofSeconds(1).toNanos();

    private final ClientSettings settings;
    private final Wire wire;
    private final Map<URI, Node> known = new LinkedHashMap<>();
    private List<Node> all;
    private Runnable onRoom = () -> {};
    private @Nullable RingView ring;
    private List<List<Node>> owners = List.of();
    private boolean asking;
    private long askedAt;
    private boolean wanted = true;

    Nodes(ClientSettings settings, Wire wire) {
        this.settings = settings;
        this.wire = wire;
        this.askedAt = wire.nanos() - STALE_NANOS;
        settings.endpoints().forEach(this::node);
        this.all = List.copyOf(known.values());
    }

    private Node node(URI address) {
        return known.computeIfAbsent(address, Node::new);
    }

    /** A node for one more attempt, or {@code null} when all are full. */
    synchronized @Nullable Node choose(@Nullable Key key, Set<Node> tried) {
        RingView view = ring;
        List<Node> preferred = view == null || key == null
                ? List.of()
                : owners.get(view.partitions().of(key));
        NodeChoice.View chance = new NodeChoice.View(wire.random(), wire.random(), wire.nanos());
        return NodeChoice.choose(preferred, all, tried, settings.maxInFlightPerNode(), chance);
    }

    /** Who is told when a node may have room again after an exchange of this class's own. */
    void onRoom(Runnable listener) {
        onRoom = listener;
    }

    /** How many nodes are known, above zero. */
    synchronized int count() {
        return all.size();
    }

    /** Whether any node would take one more request. */
    synchronized boolean hasRoom() {
        return all.stream().anyMatch(node -> node.load().pending() < settings.maxInFlightPerNode());
    }

    synchronized @Nullable RingView ring() {
        return ring;
    }

    /** An answer came: its epoch may be news. */
    synchronized void onEpoch(@Nullable String epoch) {
        RingView view = ring;
        wanted |= epoch != null && view != null && !epoch.equals(view.epoch());
    }

    synchronized void onNoAnswer() {
        wanted = true;
    }

    private synchronized List<Node> nodes() {
        return all;
    }

    /** Asks for the ring when it is time, and nodes that did not answer whether they do now. */
    void renew() {
        long now = wire.nanos();
        for (Node node : nodes()) {
            if (node.beginProbe(now)) {
                probe(node);
            }
        }
        synchronized (this) {
            long age = now - askedAt;
            if (asking || age < SPACING_NANOS || !(wanted || age >= STALE_NANOS)) {
                return;
            }
            asking = true;
            askedAt = now;
            wanted = false;
        }
        pull();
    }

    /** Whatever it says, it answers; its ring may be older than ours, if it stood still. */
    private void probe(Node node) {
        RawRequest request = RawRequest.of("GET", "/v1/ring", settings.commonHeaders());
        wire.send(node.address(), request, settings.attemptTimeout()).whenComplete((answer, failure) -> {
            if (answer == null) {
                node.onNoAnswer(wire.nanos());
            } else {
                node.onAnswer();
            }
            onRoom.run();
        });
    }

    /** Asks one node for the ring now. */
    CompletableFuture<RingView> pull() {
        Node node = choose(null, Set.of());
        if (node == null) {
            settled();
            return CompletableFuture.failedFuture(new OverloadedException(
                    Failure.local("overloaded", "every node has its fill of requests", Outcome.NONE, true)));
        }
        node.onSend();
        RawRequest request = RawRequest.of("GET", "/v1/ring", settings.commonHeaders());
        return wire.send(node.address(), request, settings.attemptTimeout())
                .handle((answer, failure) -> {
                    settled();
                    if (answer == null) {
                        node.onNoAnswer(wire.nanos());
                        throw Problems.noAnswer(failure);
                    }
                    node.onAnswer();
                    return accept(answer);
                })
                .whenComplete((view, failure) -> onRoom.run());
    }

    private synchronized void settled() {
        asking = false;
    }

    private RingView accept(RawAnswer answer) {
        if (answer.status() != 200) {
            throw Problems.exception(answer, Outcome.NONE);
        }
        String etag = answer.header("etag");
        try {
            RingView view = RingView.parse(answer.body(), etag == null ? "" : etag);
            adopt(view);
            return view;
        } catch (IOException e) {
            throw new TransportException(
                    Failure.local("bad-ring", "the ring cannot be read: " + e.getMessage(), Outcome.NONE, true));
        }
    }

    private synchronized void adopt(RingView view) {
        String scheme = settings.endpoints().get(0).getScheme();
        List<Node> members = new ArrayList<>();
        for (RingView.RingMember member : view.members()) {
            members.add(node(URI.create(scheme + "://" + member.data())));
        }
        Set<Node> current = new LinkedHashSet<>(members);
        settings.endpoints().forEach(endpoint -> current.add(node(endpoint)));
        known.values().retainAll(current);
        all = List.copyOf(current);
        List<List<Node>> table = new ArrayList<>();
        for (List<Integer> row : view.rows()) {
            table.add(row.stream().map(members::get).toList());
        }
        owners = table;
        ring = view;
    }
}
