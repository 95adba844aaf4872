package io.gramme.chaos.cluster;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.HelloPolicy.Verdict;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.MessageCodec.MalformedMessage;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.PeerDirectory;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.Reason;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.WireLimits;
import io.gramme.node.transport.kryo.KryoCodec;
import io.gramme.ring.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One shard's simulated transport: its links to peers, the requests that wait, and the handlers of what comes in. */
final class SimShardWire implements Transport {
    private final SimWire wire;
    private final int number;
    private final SimWire.Loop loop;
    private final KryoCodec codec = new KryoCodec();
    private final Map<Class<?>, RequestHandler<?>> handlers = new HashMap<>();
    private final Map<NodeId, SimLink> links = new LinkedHashMap<>();
    private final Map<PeerAddress, SimLink> addressLinks = new LinkedHashMap<>();
    private final Map<Long, Pending> pending = new HashMap<>();
    private PeerDirectory directory = PeerDirectory.EMPTY;
    private long requests;
    private boolean draining;

    /** A request that waits for its outcome. */
    static final class Pending {
        final long id;
        final long deadlineNanos;
        final SimLink link;
        private final OnOutcome onOutcome;
        private Timers.@Nullable Timer timer;

        Pending(long id, long deadlineNanos, SimLink link, OnOutcome onOutcome) {
            this.id = id;
            this.deadlineNanos = deadlineNanos;
            this.link = link;
            this.onOutcome = onOutcome;
        }
    }

    SimShardWire(SimWire wire, int number, SimWire.Loop loop) {
        this.wire = wire;
        this.number = number;
        this.loop = loop;
    }

    SimWire wire() {
        return wire;
    }

    SimWire.Loop loop() {
        return loop;
    }

    int number() {
        return number;
    }

    long nowNanos() {
        return wire.process().clock().monotonicNanos();
    }

    /** Runs a task of the control loop here: at once when this is the control shard. */
    void run(Runnable task) {
        if (number == 0) {
            task.run();
        } else {
            loop.executor().execute(task);
        }
    }

    @Override
    public void request(NodeId peer, Request message, int budgetMillis, OnOutcome onOutcome) {
        checkBudget(budgetMillis);
        SimLink link = link(peer);
        if (link == null) {
            answerSoon(onOutcome, Failure.Unreachable.UNREACHABLE);
        } else {
            link.request(message, budgetMillis, onOutcome);
        }
    }

    @Override
    public void requestAt(PeerAddress address, Request message, int budgetMillis, OnOutcome onOutcome) {
        checkBudget(budgetMillis);
        Invariants.check(message.allowedUnfounded(), "%s to an address", message.getClass());
        addressLinks
                .computeIfAbsent(address, unused -> new SimLink(this, address, null))
                .request(message, budgetMillis, onOutcome);
    }

    @Override
    public void send(NodeId peer, Request message) {
        SimLink link = link(peer);
        if (link != null) {
            link.send(message);
        }
    }

    @Override
    public void isBack(NodeId peer) {
        SimLink link = links.get(peer);
        if (link != null) {
            link.isBack();
        }
    }

    private static void checkBudget(int budgetMillis) {
        Invariants.check(
                budgetMillis > 0 && budgetMillis <= WireLimits.MAX_BUDGET_MILLIS, "budget of %d ms", budgetMillis);
    }

    private @Nullable SimLink link(NodeId peer) {
        PeerAddress address = directory.address(peer);
        return address == null ? null : links.computeIfAbsent(peer, unused -> new SimLink(this, address, peer));
    }

    void answerSoon(OnOutcome onOutcome, Outcome outcome) {
        loop.executor().execute(() -> onOutcome.onOutcome(outcome));
    }

    byte[] encode(Message message) {
        wire.tap(message);
        return codec.encode(message);
    }

    Pending await(SimLink link, int budgetMillis, OnOutcome onOutcome) {
        long deadline = nowNanos() + budgetMillis * 1_000_000L;
        Pending request = new Pending(++requests, deadline, link, onOutcome);
        pending.put(request.id, request);
        request.timer = loop.timers().schedule(budgetMillis, () -> expire(request));
        return request;
    }

    boolean isPending(Pending request) {
        return pending.containsKey(request.id);
    }

    private void expire(Pending request) {
        if (isPending(request)) {
            complete(request.id, Failure.TimedOut.TIMED_OUT);
            request.link.onTimeout();
        }
    }

    void complete(long id, Outcome outcome) {
        Pending request = pending.remove(id);
        if (request != null) {
            if (request.timer != null) {
                request.timer.cancel();
            }
            request.onOutcome.onOutcome(outcome);
        }
    }

    /** Ends everything that waits on a link, oldest first. */
    void completeAll(SimLink link, Outcome outcome) {
        List<Long> ids = new ArrayList<>();
        pending.values().forEach(request -> {
            if (request.link == link) {
                ids.add(request.id);
            }
        });
        ids.sort(null);
        ids.forEach(id -> complete(id, outcome));
    }

    /** Asks the policy on the control loop and goes on here. */
    void judge(Hello peer, java.util.function.Consumer<Verdict> onVerdict) {
        if (number == 0) {
            onVerdict.accept(wire.judge(peer));
        } else {
            ((SimShardWire) wire.shard(0)).loop.executor().execute(() -> {
                Verdict verdict = wire.judge(peer);
                loop.executor().execute(() -> onVerdict.accept(verdict));
            });
        }
    }

    // What comes in

    void onAnswer(String from, WireFrame frame) {
        if (frame.kind() == WireFrame.Kind.REPLY) {
            onReply(frame);
            return;
        }
        for (SimLink link : allLinks()) {
            if (link.isSession(from, frame.session())) {
                link.onFrame(frame);
                return;
            }
        }
    }

    private List<SimLink> allLinks() {
        List<SimLink> all = new ArrayList<>(links.values());
        all.addAll(addressLinks.values());
        return all;
    }

    private void onReply(WireFrame frame) {
        Pending request = pending.get(frame.id());
        if (request == null || !request.link.isSession(frame.session())) {
            return;
        }
        request.link.onHeard();
        complete(frame.id(), outcomeOf(frame.body()));
    }

    private Outcome outcomeOf(byte[] body) {
        Message message = decode(body);
        if (message instanceof Reply reply) {
            return reply;
        }
        return new Failure.Refused((Refusal) message);
    }

    private Message decode(byte[] body) {
        try {
            return codec.decode(body, 0, body.length);
        } catch (MalformedMessage malformed) {
            throw new Invariants.BrokenInvariant("this network damages no message: " + malformed.getMessage());
        }
    }

    /** On the control loop: decodes it and serves it on the shard that it concerns. */
    void onRequest(SimWire.Session session, WireFrame frame) {
        Request request = (Request) decode(frame.body());
        if (!session.takes(request, frame.id())) {
            return;
        }
        long millis = frame.id() == 0 ? WireLimits.MAX_BUDGET_MILLIS : frame.budgetMillis();
        long deadline = nowNanos() + millis * 1_000_000L;
        SimShardWire serving = wire.shardOf(request.partition());
        SimResponder responder = new SimResponder(serving, session, frame, deadline);
        if (session.isUnfounded() && !request.allowedUnfounded()) {
            responder.refuse(new NotServed(Reason.UNFOUNDED));
        } else if (serving == this) {
            serve(request, responder);
        } else {
            serving.loop.executor().execute(() -> serving.serveHopped(request, responder));
        }
    }

    private void serveHopped(Request request, SimResponder responder) {
        if (responder.deadlineNanos() - nowNanos() <= 0) {
            responder.refuse(new NotServed(Reason.EXPIRED));
        } else {
            serve(request, responder);
        }
    }

    private void serve(Request request, SimResponder responder) {
        RequestHandler<?> handler = handlers.get(request.getClass());
        if (draining) {
            responder.refuse(new NotServed(Reason.DRAINING));
        } else if (handler == null) {
            responder.refuse(new NotServed(Reason.UNSUPPORTED));
        } else {
            call(handler, request, responder);
        }
    }

    /** Handlers are kept under the class they take. */
    @SuppressWarnings("unchecked")
    private static <M extends Request> void call(RequestHandler<M> handler, Request request, Responder responder) {
        handler.onRequest((M) request, responder);
    }

    @Override
    public <M extends Request> void handle(Class<M> type, RequestHandler<M> handler) {
        Invariants.check(handlers.put(type, handler) == null, "second handler of %s", type);
    }

    // What the node tells

    void onDirectory(PeerDirectory newer) {
        directory = newer;
        List<NodeId> gone = new ArrayList<>();
        links.forEach((peer, link) -> {
            if (!link.address().equals(newer.address(peer))) {
                gone.add(peer);
            }
        });
        for (NodeId peer : gone) {
            SimLink link = links.remove(peer);
            if (link != null) {
                link.close();
            }
        }
    }

    void onFounded() {
        allLinks().forEach(SimLink::onFounded);
    }

    void onPeerEnded(String machine) {
        allLinks().stream()
                .filter(link -> link.address().host().equals(machine))
                .forEach(SimLink::onBroken);
    }

    void drain() {
        draining = true;
    }
}
