package io.gramme.chaos.swarm;

import io.gramme.node.app.NodeMetrics;
import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.metrics.HandoffMetrics;
import io.gramme.node.metrics.MembershipMetrics;
import io.gramme.node.metrics.PurgeMetrics;
import java.util.Map;
import java.util.TreeMap;

/** Counts what all nodes of a simulated cluster did, over all their processes. One thread. */
public final class Figures {
    private final Map<String, Long> counts = new TreeMap<>();

    /** What the nodes count into. */
    public NodeMetrics metrics() {
        return new NodeMetrics(
                new Membership(),
                new Coordination(),
                AdmissionMetrics.NONE,
                new Handoff(),
                new Repair(),
                BackgroundMetrics.NONE,
                new Purge());
    }

    /** Every figure by its name; what never happened is missing. */
    public Map<String, Long> counts() {
        return java.util.Collections.unmodifiableMap(counts);
    }

    void add(String name, long count) {
        if (count != 0) {
            counts.merge(name, count, Long::sum);
        }
    }

    private final class Coordination implements CoordinatorMetrics {
        @Override
        public void finished(Operation operation, Result result, long nanos) {
            add("requests that ended " + result.name().toLowerCase(java.util.Locale.ROOT), 1);
        }

        @Override
        public void siblings(int count) {
            add("reads that showed siblings", count > 1 ? 1 : 0);
            counts.merge("siblings shown at most", (long) count, Math::max);
        }

        @Override
        public void readRepaired(int replicas) {
            add("replicas repaired by reads", replicas);
        }

        @Override
        public void forwarded() {
            add("writes forwarded to an owner", 1);
        }

        @Override
        public void coordinatedByFallback() {
            add("writes coordinated by a fallback", 1);
        }

        @Override
        public void staleRing() {
            add("requests that met another epoch", 1);
        }

        @Override
        public void concurrentVersionDropped() {
            add("versions dropped by last writer wins", 1);
        }
    }

    private final class Handoff implements HandoffMetrics {
        @Override
        public void stored(long hints, long bytes) {
            add("hints found or stored", hints);
        }

        @Override
        public void replayed(long hints, long bytes) {
            add("hints delivered", hints);
        }

        @Override
        public void dropped(Drop reason, long hints, long bytes) {
            add("hints dropped for " + reason.name().toLowerCase(java.util.Locale.ROOT), hints);
        }

        @Override
        public void refused() {
            add("hints refused", 1);
        }
    }

    private final class Repair implements AntiEntropyMetrics {
        @Override
        public void exchanged(Outcome outcome, long nanos) {
            add("exchanges of trees that ended " + outcome.name().toLowerCase(java.util.Locale.ROOT), 1);
        }

        @Override
        public void repaired(long keys) {
            add("keys repaired by anti-entropy", keys);
        }

        @Override
        public void sent(long bytes) {
            add("bytes of anti-entropy", bytes);
        }
    }

    private final class Purge implements PurgeMetrics {
        @Override
        public void purged(long records) {
            add("records purged", records);
        }

        @Override
        public void fenced(long records) {
            add("records set aside by the fence", records);
        }
    }

    private final class Membership implements MembershipMetrics {
        @Override
        public void probeFailed() {
            add("probes that failed", 1);
        }

        @Override
        public void refuted() {
            add("suspicions refuted", 1);
        }
    }
}
