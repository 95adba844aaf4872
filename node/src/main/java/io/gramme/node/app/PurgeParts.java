package io.gramme.node.app;

import io.gramme.node.background.Background;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.purge.Ledger;
import io.gramme.node.purge.PurgeFences;
import io.gramme.node.purge.PurgePeers;
import io.gramme.node.purge.PurgeService;
import io.gramme.node.purge.PurgeSettings;
import io.gramme.node.purge.RecallCheck;
import io.gramme.node.ringchange.LedgerCopies;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.RecordStore.LedgerLookup;
import io.gramme.node.tree.PartitionTree;
import io.gramme.ring.Partitions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The purging of a node: its fences, and what each shard has of it. Made before any loop runs. */
final class PurgeParts {
    private final GrammeConfig config;
    private final PurgeFences fences;
    private final QuarantineFiles quarantine;

    /** @param fences what the fences' cell held at the start */
    PurgeParts(GrammeConfig config, NodePorts ports, Optional<byte[]> fences) {
        this.config = config;
        this.quarantine = new QuarantineFiles(ports);
        this.fences = new PurgeFences(
                config.replication().partitions(),
                fences,
                NodeDisk.Cell.FENCES.writer(ports),
                ports.control().loop());
    }

    /** A shard's part; it answers peers from now on, "not ready" before {@link OfShard#become}. */
    OfShard shard(NodeShard.Ports ports) {
        return new OfShard(ports);
    }

    private static long rootOf(@Nullable PartitionTree tree) {
        return tree == null ? 0 : tree.root().sums()[0];
    }

    /** One shard's part, on its loop. */
    final class OfShard {
        private final NodeShard.Ports ports;
        private final PurgePeers peers;
        private @Nullable Ledger ledger;
        private @Nullable PurgeService service;
        private boolean stopped;

        private OfShard(NodeShard.Ports ports) {
            this.ports = ports;
            this.peers = new PurgePeers(ports.transport(), ports.views());
            peers.listen();
        }

        /** The ledger of a store, which is the same at each call. */
        LedgerLookup ledger(NodeShard.Store store) {
            Ledger made = ledger;
            if (made == null) {
                made = new Ledger(
                        store.storage(),
                        new Partitions(config.replication().partitions()),
                        ports.clock(),
                        config.repair().ledgerKeep().toMillis());
                ledger = made;
            }
            return made;
        }

        /** Takes what other owners' ledgers list of a partition that moves here. */
        LedgerCopies copies(RecordStore records) {
            return (key, hash, payload) -> ledger != null && ledger.adopt(records, key, hash, payload);
        }

        /** Goes through what the shard has of a partition in some key spaces, for what may have been purged. */
        RestoredCheck.Check check(RecallCheck.Subject... subjects) {
            RecallCheck.Ports checking = new RecallCheck.Ports(
                    peers,
                    ports.views(),
                    ports.repair().budget().port(ports.loop().loop()),
                    quarantine.port(ports.loop().loop()),
                    ports.metrics().purge(),
                    () -> stopped);
            return (partition, onEnd) -> check(checking, List.of(subjects), partition, onEnd);
        }

        private static void check(
                RecallCheck.Ports checking,
                List<RecallCheck.Subject> subjects,
                int partition,
                Consumer<Boolean> onEnd) {
            if (subjects.isEmpty()) {
                onEnd.accept(true);
                return;
            }
            RecallCheck.start(checking, subjects.get(0), partition, done -> {
                if (done) {
                    check(checking, subjects.subList(1, subjects.size()), partition, onEnd);
                } else {
                    onEnd.accept(false);
                }
            });
        }

        /** The store is about to close. */
        void stop() {
            stopped = true;
            if (service != null) {
                service.stop();
            }
        }

        /** The node has a seat and a store, or another identity: purges from the first such call on. */
        void become(RecordStore records, NodeShard.Store store, ShardRepair repair, IntPredicate unsettled) {
            Ledger known = ledger;
            if (service != null) {
                service.actAs(records);
            } else if (known != null) {
                Background background =
                        ports.repair().budget().port(ports.loop().loop());
                PurgeService.Ports purging = new PurgeService.Ports(
                        ports.clock(),
                        ports.loop().timers(),
                        peers,
                        ports.views(),
                        partition -> rootOf(store.trees().tree(partition)),
                        unsettled,
                        repair::mayDeny,
                        background,
                        fences.port(ports.loop().loop()),
                        store.tidy(),
                        ports.metrics().purge());
                service = new PurgeService(
                        purging,
                        PurgeSettings.after(config.repair().purgeAfter().toMillis()),
                        known,
                        records,
                        repair.partitions());
                service.start();
            }
        }
    }
}
