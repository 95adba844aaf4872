package io.gramme.node.transport.wire;

import io.gramme.node.metrics.TransportMetrics;
import io.gramme.node.runtime.Invariants;
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
import io.gramme.node.transport.wire.PeerLog.Trouble;
import io.gramme.node.transport.wire.PendingRequests.Pending;
import io.gramme.ring.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One shard's transport: its links, its connections, the requests that wait, and the handlers of what comes in. */
final class ShardTransport implements Transport, Connection.Owner {
    private static final int CHECK_MILLIS = 500;
    private static final int MAX_ADDRESS_LINKS = 64;

    private final WireTransport node;
    private final ShardPorts ports;
    private final PendingRequests pending;
    private final PeerLog log;
    private final LargeMessages.Budget assemblyBudget;
    private final ReplyHandover handover = new ReplyHandover(this);
    private final Map<Class<?>, RequestHandler<?>> handlers = new HashMap<>();
    private final Map<NodeId, PeerLink> links = new LinkedHashMap<>();
    private final Map<PeerAddress, PeerLink> addressLinks = new LinkedHashMap<>();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final byte[] overloadedRefusal;
    private PeerDirectory directory = PeerDirectory.EMPTY;
    private Hello hello;
    private int accepted;
    private boolean draining;
    private boolean closed;
    private boolean ticking;

    ShardTransport(WireTransport node, ShardPorts ports, Hello hello) {
        this.node = node;
        this.ports = ports;
        this.hello = hello;
        this.pending = new PendingRequests(nowMillis());
        this.log = new PeerLog(node.ports().clock());
        this.assemblyBudget = new LargeMessages.Budget(config().assemblyBytes());
        this.overloadedRefusal = ports.codec().encode(new NotServed(Reason.OVERLOADED));
    }

    void start() {
        ports.timers().schedule(CHECK_MILLIS, this::check);
    }

    // What links and connections stand on

    ShardPorts ports() {
        return ports;
    }

    TransportConfig config() {
        return node.ports().config();
    }

    TransportMetrics metrics() {
        return node.ports().metrics();
    }

    PeerLog log() {
        return log;
    }

    LargeMessages.Budget assemblyBudget() {
        return assemblyBudget;
    }

    /** An encoded refusal, for when there is no room to make one. */
    byte[] overloadedRefusal() {
        return overloadedRefusal;
    }

    long nowMillis() {
        return node.ports().clock().monotonicMillis();
    }

    /** Asks the policy on the control loop, and answers on this one. */
    void judge(Hello peer, Consumer<Verdict> onVerdict) {
        node.control().execute(() -> {
            Verdict verdict = node.ports().policy().judge(peer);
            ports.executor().execute(() -> onVerdict.accept(verdict));
        });
    }

    // Asking

    @Override
    public void request(NodeId peer, Request message, int budgetMillis, OnOutcome onOutcome) {
        checkBudget(budgetMillis);
        PeerLink link = link(peer);
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
        PeerLink link = addressLinks.get(address);
        if (link == null && addressLinks.size() < MAX_ADDRESS_LINKS && !closed) {
            link = new PeerLink(this, address, null);
            addressLinks.put(address, link);
        }
        if (link == null) {
            answerSoon(onOutcome, Failure.Overloaded.OVERLOADED);
        } else {
            link.request(message, budgetMillis, onOutcome);
        }
    }

    @Override
    public void send(NodeId peer, Request message) {
        PeerLink link = link(peer);
        if (link != null) {
            link.send(message);
        }
    }

    @Override
    public void isBack(NodeId peer) {
        PeerLink link = links.get(peer);
        if (link != null) {
            link.isBack();
        }
    }

    private static void checkBudget(int budgetMillis) {
        Invariants.check(
                budgetMillis > 0 && budgetMillis <= WireLimits.MAX_BUDGET_MILLIS, "budget of %d ms", budgetMillis);
    }

    private @Nullable PeerLink link(NodeId peer) {
        PeerLink link = links.get(peer);
        if (link == null && !closed) {
            PeerAddress address = directory.address(peer);
            if (address != null) {
                link = new PeerLink(this, address, peer);
                links.put(peer, link);
            }
        }
        return link;
    }

    void answerSoon(OnOutcome onOutcome, Outcome outcome) {
        ports.executor().execute(() -> onOutcome.onOutcome(outcome));
    }

    @Nullable
    Pending addPending(int budgetMillis, OnOutcome onOutcome, PendingRequests.Owner owner) {
        if (!ticking) {
            ticking = true;
            ports.timers().schedule(PendingRequests.TICK_MILLIS, this::tick);
        }
        return pending.add(nowMillis(), budgetMillis, onOutcome, owner);
    }

    boolean isPending(Pending request) {
        return pending.holds(request);
    }

    void complete(long id, Outcome outcome) {
        pending.complete(id, outcome);
    }

    void completeAll(PendingRequests.Owner owner, Outcome outcome) {
        pending.completeAll(owner, outcome);
    }

    private void tick() {
        pending.expire(nowMillis());
        ticking = pending.count() > 0;
        if (ticking) {
            ports.timers().schedule(PendingRequests.TICK_MILLIS, this::tick);
        }
    }

    @Override
    public void onReply(Connection connection, long id, Connection.Body body) {
        pending.complete(id, outcome(connection, body));
    }

    private Outcome outcome(Connection connection, Connection.Body body) {
        try {
            Message message = ports.codec().decode(body.bytes(), body.offset(), body.length());
            if (message instanceof Reply reply) {
                return reply;
            }
            return message instanceof Refusal refusal
                    ? new Failure.Refused(refusal)
                    : malformed(connection, "a request as a reply");
        } catch (MalformedMessage malformed) {
            return malformed(connection, String.valueOf(malformed.getMessage()));
        }
    }

    /** An answer that cannot be read: what the peer did is unknown. */
    private Failure malformed(Connection connection, String what) {
        metrics().messageMalformed();
        log.warn(Trouble.MALFORMED_MESSAGE, connection.remote(), what);
        return Failure.Lost.LOST;
    }

    // Serving

    @Override
    public <M extends Request> void handle(Class<M> type, RequestHandler<M> handler) {
        Invariants.check(handlers.put(type, handler) == null, "second handler of %s", type);
    }

    /** Takes a stream that a peer opened; on this shard's loop. */
    void accept(Pipe pipe) {
        if (closed || accepted >= config().connections()) {
            log.warn(Trouble.TOO_MANY_CONNECTIONS, pipe.remote(), "connection closed: " + accepted + " are open");
            pipe.close();
            return;
        }
        accepted++;
        byte[] challenge = node.ports().challenges().get();
        Handshake handshake = Handshake.accept(node.ports().secret(), hello, challenge);
        Connection connection = new Connection(this, pipe, this, handshake, false);
        connections.add(connection);
        connection.start();
    }

    Connection dialed(Pipe pipe, PeerLink link, @Nullable NodeId wanted) {
        byte[] challenge = node.ports().challenges().get();
        Handshake handshake = Handshake.dial(node.ports().secret(), hello, challenge, wanted);
        Connection connection = new Connection(this, pipe, link, handshake, true);
        connections.add(connection);
        return connection;
    }

    @Override
    public void onOpen(Connection connection) {
        // Accepted connections wait for requests.
    }

    @Override
    public void onRequest(Connection connection, long id, int budgetMillis, Connection.Body body) {
        Message message;
        try {
            message = ports.codec().decode(body.bytes(), body.offset(), body.length());
        } catch (MalformedMessage malformed) {
            malformed(connection, String.valueOf(malformed.getMessage()));
            answer(connection, id, new NotServed(Reason.MALFORMED));
            return;
        }
        if (!(message instanceof Request request)) {
            answer(connection, id, new NotServed(Reason.MALFORMED));
        } else if (connection.handshake().isUnfounded() && !request.allowedUnfounded()) {
            answer(connection, id, new NotServed(Reason.UNFOUNDED));
        } else {
            long millis = id == 0 ? WireLimits.MAX_BUDGET_MILLIS : budgetMillis;
            long deadline = node.ports().clock().monotonicNanos() + millis * 1_000_000L;
            ShardTransport serving = node.shardOf(request.partition());
            IncomingRequest incoming = new IncomingRequest(serving, connection, id, deadline);
            if (serving == this) {
                serve(request, incoming);
            } else {
                serving.ports.executor().execute(() -> serving.serveHopped(request, incoming));
            }
        }
    }

    /** The way through another loop's queue may have taken what was left of the budget. */
    private void serveHopped(Request request, IncomingRequest incoming) {
        if (incoming.deadlineNanos() - node.ports().clock().monotonicNanos() <= 0) {
            incoming.refuse(new NotServed(Reason.EXPIRED));
        } else {
            serve(request, incoming);
        }
    }

    private void serve(Request request, IncomingRequest incoming) {
        RequestHandler<?> handler = handlers.get(request.getClass());
        if (draining) {
            incoming.refuse(new NotServed(Reason.DRAINING));
        } else if (handler == null) {
            incoming.refuse(new NotServed(Reason.UNSUPPORTED));
        } else {
            call(handler, request, incoming);
        }
    }

    /** Handlers are kept under the class they take. */
    @SuppressWarnings("unchecked")
    private static <M extends Request> void call(RequestHandler<M> handler, Request request, Responder responder) {
        handler.onRequest((M) request, responder);
    }

    /** Sends an answer from this shard over a connection of this or another. */
    void answer(Connection connection, long id, Message message) {
        if (connection.shard() != this) {
            handover.add(
                    connection, id, id == 0 ? overloadedRefusal : ports.codec().encode(message));
        } else if (id == 0) {
            connection.sendReply(id, overloadedRefusal, 0);
        } else {
            int length = ports.codec().encodeToBuffer(message);
            connection.sendReply(id, ports.codec().buffer(), length);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        accepted--;
        forget(connection);
    }

    void forget(Connection connection) {
        connections.remove(connection);
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
            PeerLink link = links.remove(peer);
            if (link != null) {
                link.close();
            }
        }
    }

    void onHello(Hello newer) {
        boolean founded = hello.cluster() == null && newer.cluster() != null;
        hello = newer;
        if (founded) {
            links.values().forEach(PeerLink::onFounded);
            addressLinks.values().forEach(PeerLink::onFounded);
            for (Connection connection : List.copyOf(connections)) {
                // One whose handshake is still under way too: it would open as one between strangers, and stay that.
                if (connection.handshake().ownCluster() == null) {
                    connection.close();
                }
            }
        }
    }

    void drain() {
        draining = true;
    }

    void close() {
        closed = true;
        List.copyOf(links.values()).forEach(PeerLink::close);
        List.copyOf(addressLinks.values()).forEach(PeerLink::close);
        List.copyOf(connections).forEach(Connection::close);
    }

    private void check() {
        if (closed) {
            return;
        }
        long now = nowMillis();
        List.copyOf(connections).forEach(connection -> connection.check(now));
        links.values().forEach(link -> link.restIfUnused(now));
        addressLinks.values().removeIf(link -> link.restIfUnused(now));
        ports.timers().schedule(CHECK_MILLIS, this::check);
    }
}
