package io.gramme.node.app;

import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.metrics.HandoffMetrics;
import io.gramme.node.metrics.MembershipMetrics;
import io.gramme.node.metrics.PurgeMetrics;
import io.gramme.node.metrics.StorageMetrics;
import java.util.function.Supplier;

/**
 * What the parts of a node count.
 *
 * @param storage asked once for each thread of the store
 */
public record NodeMetrics(
        MembershipMetrics membership,
        CoordinatorMetrics coordinator,
        AdmissionMetrics admission,
        HandoffMetrics handoff,
        AntiEntropyMetrics antiEntropy,
        BackgroundMetrics background,
        PurgeMetrics purge,
        Supplier<StorageMetrics> storage) {
    /** Counts nothing. */
    public static final NodeMetrics NONE = new NodeMetrics(
            MembershipMetrics.NONE,
            CoordinatorMetrics.NONE,
            AdmissionMetrics.NONE,
            HandoffMetrics.NONE,
            AntiEntropyMetrics.NONE,
            BackgroundMetrics.NONE,
            PurgeMetrics.NONE,
            () -> StorageMetrics.NONE);

    /** Without figures of the store. */
    public NodeMetrics(
            MembershipMetrics membership,
            CoordinatorMetrics coordinator,
            AdmissionMetrics admission,
            HandoffMetrics handoff,
            AntiEntropyMetrics antiEntropy,
            BackgroundMetrics background,
            PurgeMetrics purge) {
        this(membership, coordinator, admission, handoff, antiEntropy, background, purge, () -> StorageMetrics.NONE);
    }
}
