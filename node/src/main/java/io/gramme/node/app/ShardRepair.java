package io.gramme.node.app;

import io.gramme.node.antientropy.AntiEntropy;
import io.gramme.node.antientropy.DamagedRecords;
import io.gramme.node.antientropy.ExchangePorts;
import io.gramme.node.antientropy.Exchanged;
import io.gramme.node.antientropy.PartitionTrust;
import io.gramme.node.antientropy.PartitionTrust.Level;
import io.gramme.node.antientropy.StoreAudit;
import io.gramme.node.coordinator.Trust;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Trees;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import io.gramme.ring.Ring;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What repairs one shard: exchanges, the audit, damaged records, and whom this node may speak for. On the shard's loop. */
final class ShardRepair implements StoreAudit.Listener, Trust {
    private final ExchangePorts ports;
    private final Consumer<String> alarm;
    private final AntiEntropy exchanges;
    private final StoreAudit audit;
    private final DamagedRecords damaged;
    private final PartitionTrust trust = new PartitionTrust();
    private final RestoredCheck restored;
    private final Partitions division;
    private final int[] partitions;
    private int toldUntrusted;

    /** How often what is looked at. */
    record Settings(AntiEntropy.Settings exchanges, Duration auditInterval) {}

    /**
     * @param alarm tells people, from any thread
     * @param own the partitions of this shard, ascending
     */
    ShardRepair(ExchangePorts ports, Settings settings, Consumer<String> alarm, Partitions division, int[] own) {
        this.ports = ports;
        this.alarm = alarm;
        this.division = division;
        this.partitions = own.clone();
        this.exchanges = new AntiEntropy(ports, settings.exchanges);
        this.audit = new StoreAudit(ports, settings.auditInterval, this);
        this.damaged = new DamagedRecords(ports, this::onRescued);
        this.restored = new RestoredCheck(trust, ports.timers(), this::onChecked);
        exchanges.onRound(this::onRound);
        exchanges.mayCompare(partition -> !restored.holdsBack(partition));
        ports.views().onChange((before, after) -> onView(after));
    }

    /** Repairs these records from now on. */
    void seat(RecordStore records, Trees trees) {
        exchanges.seat(records, trees, division, partitions);
        damaged.seat(records);
        audit.seat(records, trees, division, partitions);
        onView(ports.views().current());
    }

    /** The store is about to close. */
    void stop() {
        exchanges.stop();
        audit.stop();
        damaged.stop();
    }

    AntiEntropy exchanges() {
        return exchanges;
    }

    /** Wall clock of a partition's last round with any other owner, to the second; 0 for none in this process. */
    long lastRoundMillis(int partition) {
        return exchanges.view().stream()
                .filter(pair -> pair.partition() == partition && pair.secondsAgo() >= 0)
                .mapToLong(pair -> ports.clock().wallMillis() - pair.secondsAgo() * 1_000)
                .max()
                .orElse(0);
    }

    StoreAudit audit() {
        return audit;
    }

    DamagedRecords damaged() {
        return damaged;
    }

    PartitionTrust partitionTrust() {
        return trust;
    }

    int[] partitions() {
        return partitions.clone();
    }

    /** Takes the doubts of the disk that concern this shard. */
    void doubts(byte[] encoded) {
        trust.decode(encoded, partitions);
        restored.begin();
        afterDoubt();
    }

    /** This node may not speak for what it holds until it was repaired. */
    void doubt(Level level) {
        trust.doubt(partitions, level);
        restored.begin();
        afterDoubt();
    }

    /** What a restored disk brought is gone through before others meet it. */
    RestoredCheck restored() {
        return restored;
    }

    private void onChecked(int partition) {
        exchanges.markDue(partition);
        onView(ports.views().current());
    }

    private void afterDoubt() {
        trust.doubtful().forEach(exchanges::markDue);
        onView(ports.views().current());
    }

    private void onRound(int partition, int peer, Exchanged how) {
        if (how.treeSuspect()) {
            audit.suspect(partition);
        }
        int[] others = others(partition);
        if (how.complete() && others != null) {
            trust.onRound(partition, peer, others);
            tellUntrusted();
        }
    }

    private void onView(ClusterView now) {
        if (now.ring() == null) {
            return;
        }
        for (int partition : trust.doubtful()) {
            int[] others = others(partition);
            if (others != null && !restored.holdsBack(partition)) {
                trust.onOwners(partition, others);
                exchanges.markDue(partition);
            }
        }
        tellUntrusted();
    }

    private void tellUntrusted() {
        AntiEntropyMetrics metrics = ports.metrics();
        int now = trust.doubtful().size();
        if (now != toldUntrusted) {
            metrics.untrusted(now - toldUntrusted);
            toldUntrusted = now;
        }
    }

    /** The other owners; {@code null} without a ring or a seat. Of a partition that is another's, nobody. */
    private int @Nullable [] others(int partition) {
        Ring ring = ports.views().current().ring();
        int self = ports.views().current().selfIndex();
        if (ring == null || self == ClusterView.NO_SEAT) {
            return null;
        }
        if (!ring.isOwnerOrTarget(partition, self)) {
            return new int[0];
        }
        return Arrays.stream(ring.current(partition).toArray())
                .filter(owner -> owner != self)
                .toArray();
    }

    @Override
    public boolean maySpeak(int partition) {
        return trust.level(partition) != Level.NOTHING;
    }

    @Override
    public boolean mayDeny(int partition) {
        return ports.views().current().isDiskConfirmed() && trust.level(partition) == Level.FULL;
    }

    @Override
    public void onDrift(int partition, int leaves) {
        alarm.accept("the tree of partition " + partition + " did not say what the store holds, in " + leaves
                + " leaves; it was summed anew, and the partition is compared with its other owners. This is a defect:"
                + " please report it");
        exchanges.markDue(partition);
    }

    @Override
    public void onDamage(int partition, Key key, String reason) {
        if (damaged.found(partition, key)) {
            alarm.accept("a record of partition " + partition + " cannot be read (" + reason
                    + "); it is restored from the other owners");
            exchanges.markDue(partition);
        }
    }

    @Override
    public void onIndexDamage(int partition, String reason) {
        alarm.accept("the index of partition " + partition + " cannot be read in " + reason
                + "; it is built anew at the next start");
    }

    private void onRescued(int partition, boolean lossless) {
        ports.metrics().rescued(lossless);
        if (!lossless) {
            alarm.accept("a damaged record of partition " + partition
                    + " was replaced by what its other owners hold; versions that only this node had are lost");
        }
    }
}
