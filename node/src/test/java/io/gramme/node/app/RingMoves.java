package io.gramme.node.app;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.ringchange.Proposed;
import io.gramme.ring.Addresses;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.RingChanges;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.Newcomer;
import io.gramme.ring.plan.PlanRequest;
import io.gramme.ring.plan.Planner;
import io.gramme.ring.plan.Planning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Clusters that change their ring, for tests. */
final class RingMoves {
    static final List<Integer> PORTS = List.of(7072, 7172, 7272);

    private RingMoves() {}

    static List<Process> three(SimCluster cluster) throws Exception {
        List<Process> nodes = new ArrayList<>();
        for (int port : PORTS) {
            nodes.add(cluster.start(new Spec("n" + (nodes.size() + 1), port, PORTS)));
        }
        cluster.runUntil("all serve", () -> nodes.stream().allMatch(RingMoves::serves));
        return nodes;
    }

    static boolean serves(Process process) {
        return process.node.isReady() && process.node.views(0).current().mayCoordinate();
    }

    /** A further node that has no seat yet. */
    static Process newcomer(SimCluster cluster, int number) throws Exception {
        Process process = cluster.start(new Spec("n" + number, 7072 + 100 * (number - 1), PORTS));
        cluster.runUntil("the newcomer has the ring", () -> process.ring() != null);
        return process;
    }

    static Newcomer card(Process process) {
        int port = process.spec.at.port();
        Addresses addresses = new Addresses(
                SimCluster.address(port - 2).toString(),
                SimCluster.address(port - 1).toString(),
                process.spec.at.toString());
        return new Newcomer(
                process.node.membership().self(),
                process.spec.name,
                process.spec.flags.getOrDefault("node.zone", "a"),
                100,
                addresses);
    }

    static int index(Process process) {
        return process.knownRing()
                .members()
                .byId(process.node.membership().self())
                .map(Member::index)
                .orElseThrow();
    }

    /** Plans and commits at a node, again and again until it is decided. */
    static Ring commit(SimCluster cluster, Process by, PlanRequest request) {
        return commit(cluster, by, request, Set.of());
    }

    static Ring commit(SimCluster cluster, Process by, PlanRequest request, Set<Integer> dead) {
        for (int i = 0; i < 20; i++) {
            Ring ring = by.knownRing();
            Planning planning = Planner.plan(ring, request);
            if (planning instanceof Planning.Refused refused) {
                throw new AssertionError(refused.refusal().toString());
            }
            Change change = RingChanges.commit(ring, ((Planning.Planned) planning).plan(), dead);
            Ring decided = propose(cluster, by, change);
            if (decided != null) {
                return decided;
            }
        }
        throw new AssertionError("not decided");
    }

    static Ring propose(SimCluster cluster, Process by, Change change) {
        if (change instanceof Change.Refused refused) {
            throw new AssertionError(refused.refusal().toString());
        }
        Ring next = ((Change.Changed) change).next();
        List<Proposed> results = new ArrayList<>();
        by.node.control().execute(() -> by.node.register().propose(next, results::add));
        cluster.runUntil("a word of the register", () -> !results.isEmpty());
        return results.get(0) instanceof Proposed.Decided decided ? decided.ring() : null;
    }

    static PlanRequest join(Process... newcomers) {
        List<Edit> edits = new ArrayList<>();
        for (Process newcomer : newcomers) {
            edits.add(new Edit.Join(card(newcomer)));
        }
        return new PlanRequest(edits, false);
    }

    /** Until no partition moves and everybody knows it. */
    static void untilBalanced(SimCluster cluster, List<Process> nodes) {
        cluster.runUntil(
                "no target rows",
                () -> nodes.stream()
                        .allMatch(node -> node.ring() != null
                                && node.knownRing().ownership().pending() == 0
                                && node.knownRing()
                                        .epoch()
                                        .equals(nodes.get(0).knownRing().epoch())));
    }

    /** Writes through a node, to {@code w} replicas; waits for the answer. */
    static WriteResult put(SimCluster cluster, Process at, Key key, String value, int w) {
        Content content = Content.value(
                ValueBytes.of(value.getBytes(StandardCharsets.UTF_8)), "text/plain", at.clock.wallMillis());
        WriteRequest.Options options = new WriteRequest.Options(w, null, List.of(), false, false, false, false);
        WriteRequest request = new WriteRequest(key, content, null, null, options, 2_000, "put");
        List<WriteResult> results = new ArrayList<>();
        at.node.control().execute(() -> at.node.coordinator(0).write(request, results::add));
        cluster.runUntil("an answer", () -> !results.isEmpty());
        return results.get(0);
    }

    /** Reads through a node; one reply is enough with {@code r} 1, and its own comes first. */
    static ReadResult get(SimCluster cluster, Process at, Key key, @Nullable Integer r) {
        ReadRequest request = new ReadRequest(key, r, null, 2_000, false, null, "get");
        List<ReadResult> results = new ArrayList<>();
        at.node.control().execute(() -> at.node.coordinator(0).read(request, results::add));
        cluster.runUntil("an answer", () -> !results.isEmpty());
        return results.get(0);
    }
}
