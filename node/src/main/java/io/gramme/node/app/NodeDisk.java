package io.gramme.node.app;

import io.gramme.node.config.GrammeConfig;
import io.gramme.node.membership.DiskIdentity;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.ringchange.PartitionMoves.Saved;
import io.gramme.node.ringchange.RingService;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.transport.ClusterSecret;
import io.gramme.ring.Ring;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data directory, opened: the engine, and the small cells beside it. The engine's layout is its own.
 *
 * <pre>
 * LOCK, CLEAN, MANIFEST, log/, index/   the engine
 * meta/identity    who this directory is
 * meta/ring        the newest ring
 * meta/register    promises and votes for the next ring
 * meta/founding    promises and votes for the first ring
 * meta/founders    which nodes the seeds were before the first ring
 * meta/peers       where ring members were, and how far their disks had come
 * meta/buckets     bucket settings
 * meta/tenures     what this node is for each partition, and how far copies are
 * meta/doubts      partitions that were lost, or restored, and are not repaired yet
 * meta/keys        keys that were fixed at founding
 * meta/fences      up to which stamps purges are forgotten
 * rehearsal/       what a {@link Rehearsal} keeps while it is played, nothing of this node
 * </pre>
 *
 * @param lock held as long as the node runs
 * @param store {@code null} before the first ring, which says how many partitions and which keys it has
 * @param identity of this run, durable
 * @param ring the newest ring, or {@code null} before founding or joining
 */
record NodeDisk(
        AutoCloseable lock,
        @Nullable NodeStore store,
        DiskIdentity identity,
        @Nullable Ring ring,
        RingService.Stored register,
        Optional<byte[]> peers,
        Optional<byte[]> buckets,
        Optional<byte[]> fences,
        Saved tenures) {
    static final String META = "meta";

    /** A cell of the directory. */
    enum Cell {
        IDENTITY("identity", "the node's identity"),
        RING("ring", "the ring"),
        REGISTER("register", "the state of the ring register"),
        FOUNDING("founding", "the state of the founding register"),
        FOUNDERS("founders", "the list of founders"),
        PEERS("peers", "the list of known peers"),
        BUCKETS("buckets", "the bucket settings"),
        FENCES("fences", "the fences of purged partitions"),
        TENURES("tenures", "what this node is for each partition"),
        DOUBTS("doubts", "the partitions that this node may not speak for"),
        KEYS("keys", "the cluster's keys");

        private final String file;
        private final String what;

        Cell(String file, String what) {
            this.file = file;
            this.what = what;
        }

        DurableCell in(Files files) {
            return new DurableCell(files, META, file);
        }

        CellWriter writer(NodePorts ports) {
            return new CellWriter(
                    in(ports.files()),
                    what,
                    ports.cells(),
                    ports.control().loop(),
                    (message, cause) -> ports.fatal().onFatal(message, cause));
        }
    }

    /**
     * Opens it; blocks, and nothing may run on the loops before it returns.
     *
     * @throws IOException when the directory cannot be used, with what to do
     */
    static NodeDisk open(GrammeConfig config, NodePorts ports, ClusterSecret secret, EngineHooks hooks)
            throws IOException {
        Files files = ports.files();
        files.createDirectories(META);
        files.forceDirectory("");
        Ring ring = RingService.readRing(Cell.RING.in(files));
        String difference = ring == null ? null : ClusterSettings.wish(config).differenceFrom(ring);
        if (difference != null) {
            throw new IOException(difference + ": correct the file and start again");
        }
        AutoCloseable lock = files.lock(META + "/LOCK");
        try {
            return open(config, ports, new Opening(secret, hooks, lock, ring));
        } catch (IOException | RuntimeException fault) {
            closeQuietly(lock, fault);
            throw fault;
        }
    }

    private record Opening(
            ClusterSecret secret,
            EngineHooks hooks,
            AutoCloseable lock,
            @Nullable Ring ring) {}

    private static NodeDisk open(GrammeConfig config, NodePorts ports, Opening opening) throws IOException {
        Files files = ports.files();
        Ring ring = opening.ring();
        NodeStore store = null;
        if (ring != null) {
            ClusterKeys.Source source =
                    new ClusterKeys.Source(opening.secret(), ring.shape().cluster());
            store = NodeStore.open(config, ports, source, opening.hooks());
        }
        Randomness ids = ports.randomness().fork("identity");
        return new NodeDisk(
                opening.lock(),
                store,
                LocalIdentity.open(Cell.IDENTITY.in(files), ids),
                ring,
                RingService.Stored.read(Cell.REGISTER.in(files), Cell.FOUNDING.in(files), Cell.FOUNDERS.in(files)),
                Cell.PEERS.in(files).read(),
                Cell.BUCKETS.in(files).read(),
                Cell.FENCES.in(files).read(),
                Saved.read(Cell.TENURES.in(files)));
    }

    private static void closeQuietly(AutoCloseable lock, Exception fault) {
        try {
            lock.close();
        } catch (Exception second) {
            fault.addSuppressed(second);
        }
    }
}
