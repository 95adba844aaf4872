package io.gramme.node.ringchange;

import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.membership.KnownRing;
import io.gramme.node.membership.RingDeltas;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.FatalHandler;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.Ring;
import io.gramme.ring.codec.Decoded;
import io.gramme.ring.codec.DeltaCodec;
import io.gramme.ring.codec.RingCodec;
import io.gramme.ring.codec.RingDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest decided ring this node knows, durable before it is used. Lives on the control loop.
 *
 * <p>A ring of another cluster, or a second ring of the epoch that is known, is refused and alarmed; after the latter this
 * node neither proposes nor votes any more, until a higher term ends the dispute.
 */
public final class RingKeeper {
    private final CellWriter cell;
    private final Wish wish;
    private final ClusterEvents events;
    private final FatalHandler fatal;
    private final List<Consumer<KnownRing>> listeners = new ArrayList<>();
    private final List<Awaiting> awaiting = new ArrayList<>();
    private @Nullable KnownRing newest;
    private @Nullable KnownRing known;
    private final RingDeltas deltas = new RingDeltas();
    private boolean disputed;

    private record Awaiting(Epoch epoch, Runnable task) {}

    /** What this node's file says of the things that founding fixes. */
    public record Wish(int partitions, int replicas) {
        /** What differs from a cluster's ring, for the operator; {@code null} when nothing does. */
        public @Nullable String differenceFrom(Ring ring) {
            int q = ring.shape().partitions().count();
            int n = ring.shape().replicas();
            if (q != partitions) {
                return "replication.partitions is " + partitions
                        + " in this node's configuration, the cluster was founded" + " with " + q;
            }
            return n == replicas
                    ? null
                    : "replication.n is " + replicas + " in this node's configuration, the cluster was founded with "
                            + n;
        }
    }

    /** What it needs; {@code wish} is compared with the first ring. */
    public record Ports(CellWriter cell, Wish wish, ClusterEvents events, FatalHandler fatal) {}

    /** @param stored the ring found on disk at the start, or {@code null} */
    public RingKeeper(Ports ports, @Nullable Ring stored) {
        this.cell = ports.cell();
        this.wish = ports.wish();
        this.events = ports.events();
        this.fatal = ports.fatal();
        if (stored != null) {
            known = new KnownRing(stored, RingCodec.hash(stored));
            deltas.add(stored);
            newest = known;
        }
    }

    /** The ring in force here, or {@code null} before founding or joining. */
    public @Nullable KnownRing known() {
        return known;
    }

    /** Its epoch, {@link Epoch#NONE} without one. */
    public Epoch epoch() {
        KnownRing current = known;
        return current == null ? Epoch.NONE : current.ring().epoch();
    }

    /** Whether two rings of one epoch were seen: then nothing is changed any more. */
    public boolean isDisputed() {
        return disputed;
    }

    /** Told of every ring that comes into force after this call. */
    public void onRing(Consumer<KnownRing> listener) {
        listeners.add(listener);
    }

    /** Runs a task once a ring of that epoch or a newer one, which was offered before, is in force here. */
    void onceAt(Epoch epoch, Runnable task) {
        awaiting.add(new Awaiting(epoch, task));
        runAwaiting();
    }

    private void runAwaiting() {
        List<Awaiting> due =
                awaiting.stream().filter(each -> !each.epoch.isAfter(epoch())).toList();
        awaiting.removeAll(due);
        due.forEach(each -> each.task.run());
    }

    /** What a peer that holds the ring of that epoch needs to hold this node's: a delta, or the whole ring. */
    public byte[] since(Epoch have) {
        KnownRing current = known;
        if (current == null) {
            return new byte[0];
        }
        byte[] delta = deltas.since(have);
        return delta.length > 0 ? delta : RingCodec.encode(current.ring());
    }

    /**
     * Takes what a peer says has changed since this node's ring.
     *
     * @return {@code false} when it does not fit that ring: the whole ring is to be asked for
     */
    public boolean offerDelta(byte[] encoded) {
        KnownRing before = newest;
        if (before == null || !(DeltaCodec.decode(encoded) instanceof Decoded.Valid<RingDelta> delta)) {
            return false;
        }
        if (!(delta.value().applyTo(before.ring()) instanceof Decoded.Valid<Ring> next)) {
            return false;
        }
        offer(next.value());
        return true;
    }

    /** Takes an encoded ring that a peer or the register holds for decided. */
    public void offer(byte[] encoded) {
        Decoded<Ring> decoded = RingCodec.decode(encoded);
        if (decoded instanceof Decoded.Invalid<Ring> invalid) {
            events.alarm("a peer sent a ring that cannot be read: " + invalid.problem());
        } else {
            offer(((Decoded.Valid<Ring>) decoded).value());
        }
    }

    /** Takes a decided ring; older ones do nothing. */
    public void offer(Ring ring) {
        KnownRing before = newest;
        if (before == null && isRefused(ring)) {
            return;
        }
        if (before != null
                && !before.ring().shape().cluster().equals(ring.shape().cluster())) {
            onOtherCluster(ring.shape().cluster());
            return;
        }
        int order = before == null ? 1 : ring.epoch().compareTo(before.ring().epoch());
        if (before != null && order == 0) {
            onHash(ring.epoch(), RingCodec.hash(ring));
        } else if (order > 0) {
            adopt(new KnownRing(ring, RingCodec.hash(ring)));
        }
    }

    /** A peer holds a ring of that epoch with that hash. */
    public void onHash(Epoch epoch, long hash) {
        KnownRing current = newest;
        if (current != null && current.ring().epoch().equals(epoch) && current.hash() != hash && !disputed) {
            disputed = true;
            events.alarm(
                    "two rings of epoch " + epoch + " exist, with hashes " + Long.toHexString(current.hash()) + " and "
                            + Long.toHexString(hash)
                            + ": the ring is changed no further from here; compare `gramme cluster ring` on all"
                            + " nodes, then `gramme cluster recover`");
        }
    }

    void onOtherCluster(ClusterId other) {
        events.alarm("a peer belongs to another cluster, " + other + ": check the seeds of both");
    }

    private boolean isRefused(Ring first) {
        String difference = wish.differenceFrom(first);
        if (difference != null) {
            fatal.onFatal(difference + ": correct the file and start again", new IllegalStateException(difference));
        }
        return difference != null;
    }

    private void adopt(KnownRing next) {
        KnownRing before = newest;
        if (before != null && next.ring().epoch().term() > before.ring().epoch().term()) {
            disputed = false;
        }
        newest = next;
        cell.write(RingCodec.encode(next.ring()), () -> {
            known = next;
            deltas.add(next.ring());
            events.tell("ring " + next.ring().epoch() + " is in force: "
                    + next.ring().members().seated().size() + " nodes, "
                    + next.ring().ownership().pending() + " partitions to move");
            listeners.forEach(listener -> listener.accept(next));
            runAwaiting();
        });
    }
}
