package io.gramme.chaos.cluster;

import io.gramme.node.config.GrammeConfig;
import java.time.Duration;

/**
 * How old things get before they go. May be shorter than a configuration file allows: a run has minutes of virtual time,
 * not days.
 *
 * @param purgeAfter age at which a deletion may be purged
 * @param ledgerKeep time for which a purge is remembered; no message may take longer than that
 * @param cleanupAfter time for which data of partitions that moved away is kept
 */
public record Ages(Duration purgeAfter, Duration ledgerKeep, Duration cleanupAfter) {
    /** Nothing gets so old within a run. */
    public static final Ages AGELESS = new Ages(Duration.ofDays(365), Duration.ofDays(1), Duration.ofDays(1));

    /** Deletions are purged after a while, and that is remembered for another. */
    public Ages purging(Duration after, Duration remembered) {
        return new Ages(after, remembered, cleanupAfter);
    }

    /** What moved away is deleted after a while. */
    public Ages cleaning(Duration after) {
        return new Ages(purgeAfter, ledgerKeep, after);
    }

    /** Whether deletions vanish within a run. */
    public boolean purges() {
        return purgeAfter.compareTo(Duration.ofHours(1)) < 0;
    }

    GrammeConfig in(GrammeConfig config) {
        GrammeConfig.Repair repair = config.repair();
        return new GrammeConfig(
                config.cluster(),
                config.node(),
                config.listen(),
                config.replication(),
                config.timeouts(),
                config.storage(),
                config.hints(),
                new GrammeConfig.Repair(
                        repair.interval(),
                        repair.auditInterval(),
                        purgeAfter,
                        ledgerKeep,
                        cleanupAfter,
                        repair.throttleBytesPerSecond()),
                config.gossip(),
                config.limits(),
                config.auth(),
                config.log());
    }
}
