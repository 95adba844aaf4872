package io.gramme.gossip;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** One machine under test at node 0, and hand-made packets from the others. */
final class Solo {
    /** A datagram that the machine sent. */
    record Sent(long at, Address to, Packet packet) {}

    final List<Sent> sent = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();
    final Envelope envelope = new Envelope(SimNetwork.CLUSTER, SimNetwork.SECRETS);
    final Gossip gossip;
    long now;
    private long wakeAt;

    Solo() {
        this(GossipConfig.lan());
    }

    Solo(GossipConfig config) {
        Random random = new Random(1);
        gossip = new Gossip(
                config,
                new Self(SimNetwork.CLUSTER, process(0), meta(0), marks()),
                SimNetwork.SECRETS,
                random::nextInt);
        did(gossip.onStart(now, List.of(), List.of()));
    }

    static Marks marks() {
        return new Marks(1, 10, 100);
    }

    static Address address(int number) {
        return new Address("10.0.0." + (number + 1), 7000);
    }

    static Meta meta(int number) {
        Address peer = address(number);
        return new Meta(
                "n" + number,
                peer,
                new Address(peer.host(), 8080),
                new Address(peer.host(), 8081),
                "z",
                100,
                RingStamp.NONE,
                1,
                0);
    }

    static ProcessId process(int number) {
        return new ProcessId(new NodeId(7, number + 1), 1, 1_000 + number);
    }

    static Delta alive(int number, long incarnation) {
        return Delta.alive(process(number), incarnation, new Delta.Told(meta(number), marks()));
    }

    static Delta suspect(int number, long incarnation, int accuser) {
        return Delta.accusation(
                process(number),
                incarnation,
                MemberState.SUSPECT,
                process(accuser).node());
    }

    static Delta dead(int number, long incarnation, int accuser) {
        return Delta.accusation(
                process(number), incarnation, MemberState.DEAD, process(accuser).node());
    }

    void did(Step step) {
        wakeAt = step.wakeAtMillis();
        effects.addAll(step.effects());
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.SendDatagram datagram) {
                sent.add(new Sent(now, datagram.to(), PacketCodec.decode(datagram.bytes())));
            }
        }
    }

    /** Members 1 to count come up. */
    Solo withMembers(int count) {
        for (int number = 1; number <= count; number++) {
            hear(number, alive(number, 0));
        }
        return this;
    }

    void hear(int from, Delta... deltas) {
        receive(from, new Message.News(), deltas);
    }

    void receive(int from, Message message, Delta... deltas) {
        did(gossip.onDatagram(now, address(from), bytes(process(from), message, deltas)));
    }

    byte[] bytes(ProcessId sender, Message message, Delta... deltas) {
        Writer out = envelope.open(Envelope.Form.DATAGRAM, 256);
        PacketCodec.writeHead(out, sender, marks(), message);
        out.number(deltas.length);
        for (Delta delta : deltas) {
            Fields.write(out, delta);
        }
        out.number(0);
        return envelope.seal(out);
    }

    void run(long millis) {
        long end = now + millis;
        while (wakeAt <= end) {
            now = Math.max(now, wakeAt);
            did(gossip.onTick(now));
        }
        now = end;
    }

    /** Runs and lets every member but the silent answer each direct ping at once. */
    void runAnswered(long millis, Integer... silent) {
        long end = now + millis;
        List<Integer> mute = List.of(silent);
        while (wakeAt <= end) {
            now = Math.max(now, wakeAt);
            int before = sent.size();
            did(gossip.onTick(now));
            for (Sent one : List.copyOf(sent.subList(before, sent.size()))) {
                if (one.packet.message() instanceof Message.Ping ping && !mute.contains(number(ping.target()))) {
                    receive(number(ping.target()), new Message.Ack(ping.sequence()));
                }
            }
        }
        now = end;
    }

    static int number(NodeId node) {
        return (int) node.low() - 1;
    }

    MemberState state(int number) {
        return gossip.member(process(number).node()).map(MemberView::state).orElse(null);
    }

    <M extends Message> List<M> messages(Class<M> kind) {
        return sent.stream()
                .map(one -> one.packet.message())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    Stream<Delta> spreadAbout(int number) {
        return sent.stream()
                .flatMap(one -> one.packet.deltas().stream())
                .filter(delta -> delta.process().equals(process(number)));
    }

    long spreadAny(ProcessId process) {
        return sent.stream()
                .flatMap(one -> one.packet.deltas().stream())
                .filter(delta -> delta.process().equals(process))
                .count();
    }

    void forget() {
        sent.clear();
        effects.clear();
    }
}
