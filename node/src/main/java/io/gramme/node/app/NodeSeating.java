package io.gramme.node.app;

import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.transport.ClusterSecret;
import io.gramme.ring.ClusterId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a node comes to serve: the first ring says what its store has to be like, the open store and the ring say who its
 * shards act as, and then it is ready. Lives on the control loop.
 */
final class NodeSeating {
    private final GrammeConfig config;
    private final NodePorts ports;
    private final ClusterSecret secret;
    private final RepairParts repair;
    private final List<Runnable> onReady = new ArrayList<>();
    private List<NodeShard> shards = List.of();
    private Supplier<@Nullable ActorIdentity> actors = () -> null;
    private @Nullable NodeStore store;
    private boolean opening;
    private boolean ready;
    private boolean stopping;

    /** @param store what was opened with the directory, {@code null} before a first ring */
    NodeSeating(
            GrammeConfig config, NodePorts ports, ClusterSecret secret, RepairParts repair, @Nullable NodeStore store) {
        this.config = config;
        this.ports = ports;
        this.secret = secret;
        this.repair = repair;
        this.store = store;
    }

    /**
     * Whom it seats; before anything runs.
     *
     * @param acting who the shards act as by the newest ring, {@code null} without a seat
     */
    void over(List<NodeShard> all, Supplier<@Nullable ActorIdentity> acting) {
        shards = all;
        actors = acting;
    }

    @Nullable
    NodeStore store() {
        return store;
    }

    /** Where the log ended when it was opened, 0 before. */
    long openedEnd() {
        return store == null ? 0 : store.engine().openedEnd();
    }

    /** Up to where the log is fsynced, 0 before it is open. */
    long syncedEnd() {
        return store == null ? 0 : store.engine().syncedEnd();
    }

    /** A ring is known: opens the store if that has not been done, and seats the shards anew. */
    void onRing(ClusterId cluster) {
        if (store != null) {
            seat(this::becomeReady);
        } else if (!opening) {
            opening = true;
            ports.cells().execute(() -> open(cluster));
        }
    }

    private void open(ClusterId cluster) {
        try {
            ClusterKeys.Source source = new ClusterKeys.Source(secret, cluster);
            NodeStore opened = NodeStore.open(config, ports, source, repair.hooks());
            ports.control().loop().execute(() -> {
                store = opened;
                repair.onStore(opened.engine());
                seat(this::becomeReady);
            });
        } catch (IOException fault) {
            ports.fatal().onFatal("the store could not be opened", fault);
        }
    }

    /** Tells every shard who it acts as, then runs a task on the control loop. */
    void seat(Runnable then) {
        ActorIdentity acting = actors.get();
        NodeStore open = store;
        int[] left = {shards.size()};
        for (int i = 0; i < shards.size(); i++) {
            NodeShard shard = shards.get(i);
            NodeShard.Store own = open == null ? null : open.shard(i);
            shard.loop().loop().execute(() -> {
                if (acting != null && own != null) {
                    shard.become(acting, own, shards.size());
                }
                ports.control().loop().execute(() -> {
                    if (--left[0] == 0) {
                        then.run();
                    }
                });
            });
        }
    }

    private void becomeReady() {
        NodeStore open = store;
        if (open != null && !ready && !stopping) {
            ready = true;
            new StoreStock(ports, open.engine(), () -> stopping).take();
            onReady.forEach(Runnable::run);
            onReady.clear();
        }
    }

    /** Runs a task once it is ready, now if it is. */
    void whenReady(Runnable task) {
        if (ready) {
            task.run();
        } else {
            onReady.add(task);
        }
    }

    boolean isReady() {
        return ready && !stopping;
    }

    /** The node stops: it becomes ready no more. */
    void stop() {
        stopping = true;
    }
}
