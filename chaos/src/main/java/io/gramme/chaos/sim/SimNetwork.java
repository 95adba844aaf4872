package io.gramme.chaos.sim;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.sim.SimLoop;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Carries opaque messages between machines by name, and does to them what each {@link Link} says. Partitions block
 * directions: what is sent into one is lost and its sender is told only by its own patience; what was under way arrives.
 */
public final class SimNetwork {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final SimLoop loop;
    private final Randomness randomness;
    private final Trace trace;
    private final Map<String, Endpoint> endpoints = new TreeMap<>();
    private final Map<Direction, Link> links = new TreeMap<>();
    private final Map<Direction, Long> busyUntil = new TreeMap<>();
    private final Map<Direction, Long> lastArrival = new TreeMap<>();
    private final TreeSet<Direction> blocked = new TreeSet<>();
    private Link ordinary = Link.HEALTHY;
    private long sent;
    private long delivered;
    private long bytes;

    SimNetwork(SimLoop loop, Randomness randomness, Trace trace) {
        this.loop = loop;
        this.randomness = randomness;
        this.trace = trace;
    }

    /** Takes messages for one machine. */
    @FunctionalInterface
    public interface Endpoint {
        void onMessage(String from, byte[] message);
    }

    /** From one machine to another. */
    private record Direction(String from, String to) implements Comparable<Direction> {
        @Override
        public int compareTo(Direction other) {
            int byFrom = from.compareTo(other.from);
            return byFrom != 0 ? byFrom : to.compareTo(other.to);
        }
    }

    /** Sets the receiver of a machine's messages; {@code null} when no process listens there. */
    void attach(String machine, @Nullable Endpoint endpoint) {
        if (endpoint == null) {
            endpoints.remove(machine);
        } else {
            endpoints.put(machine, endpoint);
        }
    }

    /**
     * Sends a message. The array is given away.
     *
     * @param onFailure run when the sender would notice a failure, which does not mean that nothing arrived
     */
    void send(String from, String to, byte[] message, Runnable onFailure) {
        sent++;
        bytes += message.length;
        Direction direction = new Direction(from, to);
        Link link = links.getOrDefault(direction, ordinary);
        double draw = randomness.nextDouble();
        if (blocked.contains(direction) || (draw -= link.loss().drop()) < 0) {
            trace.note("drop", from + ">" + to, message.length);
            return;
        }
        boolean fails = (draw -= link.loss().fail()) < 0;
        boolean deliversAndFails = !fails && (draw - link.loss().deliverAndFail()) < 0;
        if (fails || deliversAndFails) {
            trace.note(fails ? "fail" : "deliver-and-fail", from + ">" + to, message.length);
            loop.schedule(travelNanos(link), from, onFailure);
        }
        if (!fails) {
            deliverLater(direction, link, message, onFailure);
            if (randomness.nextDouble() < link.loss().duplicate()) {
                trace.note("duplicate", from + ">" + to, message.length);
                deliverLater(direction, link, message.clone(), () -> {});
            }
        }
    }

    private void deliverLater(Direction direction, Link link, byte[] message, Runnable onFailure) {
        long wait = queueNanos(direction, link, message.length) + travelNanos(link);
        if (link.ordered()) {
            long earliest = lastArrival.getOrDefault(direction, 0L);
            long arrival = Math.max(earliest, loop.nowNanos() + wait);
            lastArrival.put(direction, arrival);
            wait = arrival - loop.nowNanos();
        }
        loop.schedule(wait, direction.to(), () -> arrive(direction, message, onFailure));
    }

    /** How long a message waits until the link has taken it and those before it. */
    private long queueNanos(Direction direction, Link link, int length) {
        if (link.bytesPerSecond() == Long.MAX_VALUE) {
            return 0;
        }
        long start = Math.max(loop.nowNanos(), busyUntil.getOrDefault(direction, 0L));
        long end = start + length * NANOS_PER_SECOND / link.bytesPerSecond();
        busyUntil.put(direction, end);
        return end - loop.nowNanos();
    }

    private long travelNanos(Link link) {
        long least = link.delay().least().toNanos();
        boolean outlier = randomness.nextDouble() < link.delay().outliers();
        long most = (outlier ? link.delay().mostOutlier() : link.delay().most()).toNanos();
        return least + (long) (randomness.nextDouble() * Math.max(0, most - least));
    }

    private void arrive(Direction direction, byte[] message, Runnable onFailure) {
        Endpoint endpoint = endpoints.get(direction.to());
        if (endpoint == null) {
            onFailure.run();
            return;
        }
        delivered++;
        endpoint.onMessage(direction.from(), message);
    }

    /** How every direction behaves that {@link #link} does not name. */
    public void ordinary(Link link) {
        ordinary = link;
    }

    /** How one direction behaves from now on; {@code null} for the ordinary way. */
    public void link(String from, String to, @Nullable Link link) {
        if (link == null) {
            links.remove(new Direction(from, to));
        } else {
            links.put(new Direction(from, to), link);
        }
    }

    /** Nothing passes between two groups, either way. */
    public void partition(Collection<String> one, Collection<String> other) {
        oneWay(one, other);
        oneWay(other, one);
    }

    /** What the first group sends does not reach the second; the other way is open. */
    public void oneWay(Collection<String> from, Collection<String> to) {
        for (String source : from) {
            for (String target : to) {
                Invariants.check(!source.equals(target), "%s cannot be cut off from itself", source);
                trace.note("cut", source + ">" + target, 0);
                blocked.add(new Direction(source, target));
            }
        }
    }

    /** Ends all partitions; links stay as they are. */
    public void healPartitions() {
        trace.note("heal", "all", blocked.size());
        blocked.clear();
    }

    /** Ends all partitions and makes every link healthy. */
    public void heal() {
        healPartitions();
        links.clear();
        busyUntil.clear();
        ordinary = Link.HEALTHY;
    }

    /** Messages handed in so far. */
    public long sent() {
        return sent;
    }

    /** Messages handed out so far, duplicates too. */
    public long delivered() {
        return delivered;
    }

    /** Bytes handed in so far. */
    public long bytes() {
        return bytes;
    }
}
