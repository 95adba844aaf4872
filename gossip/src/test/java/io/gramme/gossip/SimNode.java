package io.gramme.gossip;

import java.util.ArrayList;
import java.util.List;

/** One simulated process and its disk: the host of a machine, carrying out its effects on the network. */
final class SimNode {
    final SimNetwork network;
    final int number;
    final Address address;
    final List<Effect> identityEffects = new ArrayList<>();
    NodeId id;
    Gossip gossip;
    ProcessId process;
    boolean running;
    /** Whether its host answers TCP pings, as it does while its loops turn. */
    boolean tcpAnswers = true;

    long bootCounter;
    Marks marks = new Marks(1, 10, 100);
    long bytesUdp;
    long packetsUdp;
    long bytesState;
    private long stalledUntil;
    private long wakeToken;
    private int run;

    SimNode(SimNetwork network, int number, Address address) {
        this.network = network;
        this.number = number;
        this.address = address;
        this.id = new NodeId(0x1000L + number, 0x9e3779b97f4a7c15L * (number + 1));
    }

    NodeId id() {
        return id;
    }

    Meta meta() {
        return new Meta(
                "n" + number,
                address,
                new Address(address.host(), 8080),
                new Address(address.host(), 8081),
                "z" + number % 3,
                100,
                RingStamp.NONE,
                1,
                0);
    }

    /** A new run of the node: boot counter raised, table empty. */
    void start(List<Address> seeds) {
        bootCounter++;
        startAs(network.random.nextLong(), seeds, List.of());
    }

    /** A new run with this boot counter as it stands and the given nonce. */
    void startAs(long nonce, List<Address> seeds, List<Remembered> remembered) {
        run++;
        running = true;
        stalledUntil = 0;
        network.listen(this);
        process = new ProcessId(id, bootCounter, nonce);
        java.util.Random chance = new java.util.Random(network.random.nextLong());
        gossip = new Gossip(
                network.config,
                new Self(SimNetwork.CLUSTER, process, meta(), marks),
                SimNetwork.SECRETS,
                chance::nextInt);
        carryOut(gossip.onStart(network.now(), seeds, remembered), null);
    }

    void kill() {
        run++;
        running = false;
    }

    /** Handles nothing for so long; what arrives waits. */
    void stall(long millis) {
        stalledUntil = network.now() + millis;
    }

    void whenAwake(Runnable action) {
        if (stalledUntil > network.now()) {
            int in = run;
            network.schedule(stalledUntil, () -> {
                if (running && run == in) {
                    whenAwake(action);
                }
            });
        } else {
            action.run();
        }
    }

    MemberState sees(SimNode other) {
        Member member = gossip.lookedUp(other.id);
        return member == null ? null : member.state;
    }

    boolean seesRun(SimNode other) {
        Member member = gossip.lookedUp(other.id);
        return this == other
                || (member != null && member.state == MemberState.ALIVE && member.process.equals(other.process));
    }

    /** Carries out effects; replyTo gets the reply to a state request. */
    void carryOut(Step step, SimNode replyTo) {
        for (Effect effect : step.effects()) {
            carryOut(effect, replyTo);
        }
        long token = ++wakeToken;
        int in = run;
        network.schedule(step.wakeAtMillis(), () -> {
            if (running && run == in && wakeToken == token) {
                whenAwake(() -> {
                    if (wakeToken == token) {
                        carryOut(gossip.onTick(network.now()), null);
                    }
                });
            }
        });
    }

    private void carryOut(Effect effect, SimNode replyTo) {
        network.listener.accept(this, effect);
        switch (effect.kind()) {
            case SEND_DATAGRAM -> send((Effect.SendDatagram) effect);
            case EXCHANGE_STATE -> exchange((Effect.ExchangeState) effect);
            case REPLY_STATE -> reply((Effect.ReplyState) effect, replyTo);
            case TCP_PING -> tcpPing((Effect.TcpPing) effect);
            case MEMBER_CHANGED -> network.observer.changed(network.now(), this, (Effect.MemberChanged) effect);
            case MEMBER_FORGOTTEN, ANNOUNCEMENT_CHANGED -> {}
            case TOLD_OF_GREATER_SELF, REFUSED, IDENTITY_CONFLICT, OTHER_CLUSTER_MET -> identityEffects.add(effect);
        }
    }

    private void send(Effect.SendDatagram send) {
        bytesUdp += send.bytes().length;
        packetsUdp++;
        network.transmit(
                this,
                send.to(),
                false,
                receiver -> receiver.carryOut(receiver.gossip.onDatagram(network.now(), address, send.bytes()), null));
    }

    private void exchange(Effect.ExchangeState exchange) {
        bytesState += exchange.bytes().length;
        int in = run;
        network.transmit(this, exchange.to(), true, receiver -> {
            if (running && run == in) {
                receiver.carryOut(receiver.gossip.onStateRequested(network.now(), exchange.bytes()), this);
            }
        });
    }

    private void reply(Effect.ReplyState reply, SimNode to) {
        bytesState += reply.bytes().length;
        int in = to.run;
        network.transmit(this, to.address, true, receiver -> {
            if (to.running && to.run == in) {
                receiver.carryOut(receiver.gossip.onStateReceived(network.now(), reply.bytes()), null);
            }
        });
    }

    private void tcpPing(Effect.TcpPing ping) {
        network.transmit(this, ping.to(), true, receiver -> {
            if (!receiver.tcpAnswers) {
                return;
            }
            ProcessId answered = receiver.gossip.self().process();
            receiver.network.transmit(
                    receiver,
                    address,
                    true,
                    asker -> asker.carryOut(asker.gossip.onTcpAnswer(network.now(), ping.sequence(), answered), null));
        });
    }
}
