package io.gramme.chaos.cluster;

import io.gramme.chaos.cluster.WireFrame.Kind;
import io.gramme.chaos.sim.SimProcess;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.transport.Datagrams;
import io.gramme.node.transport.ForwardMessage.Forward;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.HelloPolicy;
import io.gramme.node.transport.HelloPolicy.Verdict;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.NodeTransport;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.PeerDirectory;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.Shards;
import io.gramme.node.transport.Transport;
import io.gramme.ring.ClusterId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node's transport over the simulated network, with the contract of the real one: sessions are opened by hellos that the
 * policy judges, requests carry their budget, an answer comes exactly once. Lives on the control loop, its shards on theirs.
 */
final class SimWire implements NodeTransport {
    /** Where every machine listens; a machine's name is its host. */
    static final int PORT = 7072;

    private static final int MAX_SESSIONS = 256;

    private final SimProcess process;
    private final MessageTap tap;
    private final HelloPolicy policy;
    private final List<SimShardWire> shards = new ArrayList<>();
    private final Shards division;
    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    private Datagrams.@Nullable Receiver receiver;
    private Hello hello;

    /** What one shard's transport runs on. */
    record Loop(SimExecutor executor, Timers timers, Randomness randomness) {}

    /**
     * A session that a peer opened.
     *
     * @param forwards numbers of the forwarded writes that came
     */
    record Session(String machine, Hello peer, @Nullable ClusterId own, BitSet forwards) {
        boolean isUnfounded() {
            return own == null || peer.cluster() == null;
        }

        /**
         * Whether a request is to be handed over. A connection is a stream: what was sent once comes once. Whoever says that
         * nothing was done of a forwarded write relies on that. The handlers of all other requests have to bear a second copy,
         * as they bear a sender's second try, and so get it where the network makes one.
         */
        boolean takes(Request request, long number) {
            boolean again = request instanceof Forward && forwards.get((int) number);
            if (request instanceof Forward) {
                forwards.set((int) number);
            }
            return !again;
        }
    }

    /** What it stands on; the first loop is the control loop. */
    record Ports(SimProcess process, List<Loop> loops, MessageTap tap) {}

    SimWire(Ports ports, Hello hello, HelloPolicy policy) {
        this.process = ports.process;
        this.tap = ports.tap;
        this.policy = policy;
        this.hello = hello;
        this.division = new Shards(ports.loops.size());
        for (int shard = 0; shard < ports.loops.size(); shard++) {
            shards.add(new SimShardWire(this, shard, ports.loops.get(shard)));
        }
    }

    /** Takes messages from now on; the handlers are set. */
    void listen() {
        process.onMessage(control().loop().executor(), this::onBytes);
    }

    void tap(Message message) {
        tap.onMessage(process.machine(), message);
    }

    SimProcess process() {
        return process;
    }

    Hello hello() {
        return hello;
    }

    private SimShardWire control() {
        return shards.get(Shards.CONTROL);
    }

    /** Judges a peer as both sides of a connection do. On the control loop. */
    Verdict judge(Hello peer) {
        ClusterId own = hello.cluster();
        boolean strangers = own != null && peer.cluster() != null && !own.equals(peer.cluster());
        return strangers ? Verdict.OTHER_CLUSTER : policy.judge(peer);
    }

    void send(String machine, WireFrame frame, SimExecutor executor, Runnable onFailure) {
        process.send(machine, frame.encode(), executor, onFailure);
    }

    private void sendFromControl(String machine, WireFrame frame) {
        send(machine, frame, control().loop().executor(), () -> {});
    }

    private void onBytes(String from, byte[] bytes) {
        WireFrame frame = WireFrame.decode(bytes);
        switch (frame.kind()) {
            case DATAGRAM -> onDatagram(from, frame.body());
            case HELLO -> onHello(from, frame);
            case REQUEST -> onRequest(from, frame);
            case WELCOME, REFUSED, REPLY, RESET -> {
                SimShardWire shard = shards.get(frame.shard());
                shard.run(() -> shard.onAnswer(from, frame));
            }
        }
    }

    private void onDatagram(String from, byte[] packet) {
        if (receiver != null) {
            receiver.onDatagram(new PeerAddress(from, PORT), packet);
        }
    }

    private void onHello(String from, WireFrame frame) {
        Hello peer = Objects.requireNonNull(frame.hello());
        Verdict verdict = judge(peer);
        if (verdict != Verdict.ACCEPTED) {
            sendFromControl(from, frame.answer(Kind.REFUSED, verdict.code()));
            return;
        }
        if (sessions.size() == MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        Session known = sessions.get(frame.session());
        BitSet forwards = known == null ? new BitSet() : known.forwards();
        sessions.put(frame.session(), new Session(from, peer, hello.cluster(), forwards));
        sendFromControl(from, WireFrame.greeting(Kind.WELCOME, frame.shard(), frame.session(), hello));
    }

    private void onRequest(String from, WireFrame frame) {
        Session session = sessions.get(frame.session());
        if (session == null) {
            sendFromControl(from, frame.answer(Kind.RESET, 0));
        } else {
            control().onRequest(session, frame);
        }
    }

    SimShardWire shardOf(int partition) {
        return shards.get(division.of(partition));
    }

    @Override
    public Transport shard(int shard) {
        return shards.get(shard);
    }

    @Override
    public Datagrams datagrams() {
        return new Datagrams() {
            @Override
            public void send(PeerAddress to, byte[] packet) {
                sendFromControl(to.host(), WireFrame.datagram(packet));
            }

            @Override
            public void onDatagram(Receiver newReceiver) {
                receiver = newReceiver;
            }
        };
    }

    @Override
    public void publish(PeerDirectory directory) {
        shards.forEach(shard -> shard.loop().executor().execute(() -> shard.onDirectory(directory)));
    }

    @Override
    public void announce(Hello newer) {
        boolean founded = hello.cluster() == null && newer.cluster() != null;
        hello = newer;
        if (founded) {
            sessions.values().removeIf(session -> session.own() == null);
            shards.forEach(shard -> shard.loop().executor().execute(shard::onFounded));
        }
    }

    @Override
    public void drain() {
        shards.forEach(shard -> shard.loop().executor().execute(shard::drain));
    }

    /** A peer's process died and its machine lives: what was asked of it is lost at once, as its closed sockets would tell. */
    void onPeerEnded(String machine) {
        shards.forEach(shard -> shard.loop().executor().execute(() -> shard.onPeerEnded(machine)));
    }
}
