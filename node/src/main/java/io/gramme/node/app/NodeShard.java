package io.gramme.node.app;

import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.ActorLease.Granted;
import io.gramme.node.causality.EpochRange;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.Storage;
import io.gramme.node.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a node: its loop, its part of the store, its way to peers, and the actors it may use at present. Lives on
 * that shard's loop.
 */
final class NodeShard {
    private final int number;
    private final LoopPorts loop;
    private final Storage storage;
    private final Transport transport;
    private final ClusterViews views;
    private final SerialExecutor control;
    private final EpochLease lease;
    private final List<Consumer<ActorIdentity>> onIdentity = new ArrayList<>();
    private EpochRange epochs = new EpochRange();
    private @Nullable ActorIdentity identity;
    private boolean asking;

    NodeShard(int number, LoopPorts loop, Parts parts) {
        this.number = number;
        this.loop = loop;
        this.storage = parts.storage();
        this.transport = parts.transport();
        this.views = parts.views();
        this.control = parts.control();
        this.lease = parts.lease();
    }

    /** What the node gives a shard. */
    record Parts(Storage storage, Transport transport, ClusterViews views, SerialExecutor control, EpochLease lease) {}

    int number() {
        return number;
    }

    LoopPorts loop() {
        return loop;
    }

    Storage storage() {
        return storage;
    }

    Transport transport() {
        return transport;
    }

    ClusterViews views() {
        return views;
    }

    /** Who this node's actors are; only with a seat in the ring. */
    ActorIdentity identity() {
        return Invariants.present(identity, "a shard without a seat has no actors");
    }

    /** Whether this node has a seat, so that it may own and coordinate. */
    boolean isSeated() {
        return identity != null;
    }

    /** The epoch numbers of this shard; replaced with the identity. */
    EpochRange epochs() {
        return epochs;
    }

    /** Asks for more epoch numbers where few are left; cheap. */
    void refillEpochs() {
        if (!asking && identity != null && epochs.isLow()) {
            asking = true;
            EpochRange filling = epochs;
            control.execute(() -> lease.take(granted -> loop.loop().execute(() -> refill(filling, granted))));
        }
    }

    @SuppressWarnings("ReferenceEquality") // numbers for actors of an identity that was replaced are void
    private void refill(EpochRange filling, Granted granted) {
        if (filling == epochs) {
            asking = false;
            filling.refill(granted);
            refillEpochs();
        }
    }

    /** Told of every identity, on this loop. */
    void onIdentity(Consumer<ActorIdentity> listener) {
        onIdentity.add(listener);
    }

    /** This node has a seat, or a new generation or run. */
    void become(ActorIdentity now) {
        if (now.equals(identity)) {
            return;
        }
        identity = now;
        epochs = new EpochRange();
        asking = false;
        refillEpochs();
        onIdentity.forEach(listener -> listener.accept(now));
    }
}
