package io.gramme.gossip;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A cluster of gossip machines on virtual time: one queue ordered by (time, sequence), one seed. Links deliver, lose or
 * cut; a stalled node handles nothing until its stall ends and then everything that waited.
 */
final class SimNetwork {
    /** Decides whether a link carries what is sent over it now. */
    interface Link {
        boolean carries(SimNode from, SimNode to);
    }

    /** Sees every change of every node's view. */
    interface Observer {
        void changed(long now, SimNode at, Effect.MemberChanged change);
    }

    static final ClusterId CLUSTER = new ClusterId(0x6772616d6d65L, 1);
    static final Secrets SECRETS =
            new Secrets("a key for the simulated cluster".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    private static final long STUCK = 50_000_000;

    final List<SimNode> nodes = new ArrayList<>();
    final Random random;
    final GossipConfig config;
    private final Map<Address, SimNode> listening = new HashMap<>();
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private long sequence;
    private long now;

    /** Share of packets lost; TCP sends a lost one again after 200 ms, then 400 and so on. */
    double loss;

    /** Whether TCP connections that come up under loss fail instead. */
    boolean tcpFails;

    Link link = (from, to) -> true;
    boolean steadyDelays;
    java.util.function.BiConsumer<SimNode, Effect> listener = (node, effect) -> {};
    Observer observer = (at, node, change) -> {};

    private record Event(long at, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    SimNetwork(long seed, GossipConfig config) {
        this.random = new Random(seed);
        this.config = config;
    }

    long now() {
        return now;
    }

    /** A node at its own address, not started. */
    SimNode add(int number) {
        SimNode node = new SimNode(this, number, new Address("10.0." + number / 250 + "." + (number % 250 + 1), 7000));
        nodes.add(node);
        return node;
    }

    void listen(SimNode node) {
        listening.put(node.address, node);
    }

    void schedule(long at, Runnable action) {
        queue.add(new Event(Math.max(at, now), sequence++, action));
    }

    /** Runs everything due in the next millis. */
    void run(long millis) {
        long end = now + millis;
        long steps = 0;
        while (!queue.isEmpty() && queue.peek().at <= end) {
            Event event = queue.poll();
            now = event.at;
            event.action.run();
            if (++steps > STUCK) {
                throw new IllegalStateException("the simulation does not move on at " + now);
            }
        }
        now = end;
    }

    /** Delivers to whoever listens at the address then; action gets the receiver. */
    void transmit(SimNode from, Address to, boolean tcp, java.util.function.Consumer<SimNode> action) {
        long delay = tcp ? 2 + random.nextInt(5) : 1 + random.nextInt(3);
        if (steadyDelays) {
            delay = tcp ? 2 : 1;
        }
        boolean lost = random.nextDouble() < loss;
        for (long again = 200; lost && tcp && !tcpFails; again *= 2) {
            delay += again;
            lost = random.nextDouble() < loss;
        }
        SimNode target = listening.get(to);
        if (lost || target == null || !link.carries(from, target)) {
            return;
        }
        long arrival = now + delay;
        schedule(arrival, () -> {
            SimNode receiver = listening.get(to);
            if (receiver != null && receiver.running) {
                receiver.whenAwake(() -> action.accept(receiver));
            }
        });
    }

    SimNode byAddress(Address address) {
        return listening.get(address);
    }
}
