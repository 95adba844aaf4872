package io.gramme.node.membership;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.ClockMessage.ClockAsk;
import io.gramme.node.transport.ClockMessage.ClockIs;
import io.gramme.node.transport.Transport;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What the peers' wall clocks say, so that a node whose own is far ahead of them does not stamp writes (a stamp from the
 * future would win in {@code lww} buckets for as long as it is the future). Every few seconds some reachable ring members
 * are asked; an answer is kept as the distance between the peer's wall clock and this node's monotonic one at the middle of
 * the round trip, so it stays right however this node's wall clock jumps. Of the distances not older than a minute the
 * median counts, the later one of two in the middle: one peer that is behind bars nobody.
 *
 * <p>One for each shard, on its loop. {@link #wallMillis} adds two numbers.
 */
public final class PeerClocks {
    /** Nothing is known of the peers' clocks. */
    public static final long UNKNOWN = -1;

    private static final int MAX_ASKED = 5;
    private static final int ANSWER_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 5_000;
    /** Until a first peer has answered. */
    private static final long FIRST_PAUSE_MILLIS = 500;

    private static final long FRESH_MILLIS = 60_000;

    private final Ports ports;
    private final TreeMap<NodeId, Heard> heard = new TreeMap<>();
    private boolean known;
    private long distanceMillis;
    private Runnable onHeard = () -> {};
    private boolean stopped;

    /** What it stands on; all of it is the shard's. */
    public record Ports(Clock clock, Timers timers, Transport transport, ClusterViews views, Randomness randomness) {}

    /**
     * One peer's answer.
     *
     * @param distanceMillis its wall clock less this node's monotonic clock
     */
    private record Heard(long distanceMillis, long atMillis) {}

    public PeerClocks(Ports ports) {
        this.ports = ports;
        ports.transport()
                .handle(
                        ClockAsk.class,
                        (ask, responder) -> responder.reply(
                                new ClockIs(Math.max(0, ports.clock().wallMillis()))));
    }

    /** Told on this loop whenever answers have come or grown old; before {@link #start}. */
    public void onHeard(Runnable listener) {
        onHeard = listener;
    }

    /** Begins to ask. */
    public void start() {
        ask();
    }

    /** Asks no more. */
    public void stop() {
        stopped = true;
    }

    /** The peers' wall clock now, or {@link #UNKNOWN}. */
    public long wallMillis() {
        return known ? distanceMillis + ports.clock().monotonicMillis() : UNKNOWN;
    }

    /** The greatest difference between this node's wall clock and one of theirs; 0 when nothing is known. */
    public long greatestSkewMillis() {
        long now = ports.clock().monotonicMillis();
        long wall = ports.clock().wallMillis();
        return heard.values().stream()
                .mapToLong(one -> Math.abs(wall - now - one.distanceMillis()))
                .max()
                .orElse(0);
    }

    private void ask() {
        if (stopped) {
            return;
        }
        settle();
        for (NodeId peer : chosen()) {
            long sent = ports.clock().monotonicMillis();
            ports.transport().request(peer, new ClockAsk(), ANSWER_MILLIS, outcome -> {
                if (outcome instanceof ClockIs is) {
                    onAnswer(peer, is.wallMillis(), sent);
                }
            });
        }
        ports.timers().schedule(known ? PAUSE_MILLIS : FIRST_PAUSE_MILLIS, this::ask);
    }

    private void onAnswer(NodeId peer, long wallMillis, long sentMillis) {
        long now = ports.clock().monotonicMillis();
        long middle = sentMillis + (now - sentMillis) / 2;
        heard.put(peer, new Heard(wallMillis - middle, now));
        settle();
    }

    /** Some reachable members, by chance, so that in a large cluster it is not always the same ones. */
    private List<NodeId> chosen() {
        ClusterView view = ports.views().current();
        Ring ring = view.ring();
        List<NodeId> reachable = new ArrayList<>();
        for (Member member : ring == null ? List.<Member>of() : ring.members().all()) {
            if (!member.id().equals(view.self()) && view.peer(member.index()).reachable()) {
                reachable.add(member.id());
            }
        }
        List<NodeId> chosen = new ArrayList<>();
        while (!reachable.isEmpty() && chosen.size() < MAX_ASKED) {
            chosen.add(reachable.remove(ports.randomness().nextInt(reachable.size())));
        }
        return chosen;
    }

    private void settle() {
        long now = ports.clock().monotonicMillis();
        heard.values().removeIf(one -> now - one.atMillis() > FRESH_MILLIS);
        long[] distances =
                heard.values().stream().mapToLong(Heard::distanceMillis).toArray();
        Arrays.sort(distances);
        known = distances.length > 0;
        distanceMillis = known ? distances[distances.length / 2] : 0;
        onHeard.run();
    }
}
