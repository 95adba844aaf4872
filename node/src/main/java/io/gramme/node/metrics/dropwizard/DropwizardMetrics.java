package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.MetricRegistry;
import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.metrics.HandoffMetrics;
import io.gramme.node.metrics.HttpMetrics;
import io.gramme.node.metrics.MembershipMetrics;
import io.gramme.node.metrics.PurgeMetrics;
import io.gramme.node.metrics.StorageMetrics;
import io.gramme.node.metrics.TransportMetrics;

/**
 * A node's metrics in one Dropwizard registry. Ask once for each loop: what is handed out has histogram cells of its own,
 * so loops do not share cache lines on the hot path; the numbers of all are merged when somebody scrapes.
 */
public final class DropwizardMetrics {
    private final MetricRegistry registry;
    private final Instruments instruments;

    /** Metrics in that registry, with those of the JVM. */
    public DropwizardMetrics(MetricRegistry registry, String version, String commit) {
        this.registry = registry;
        this.instruments = new Instruments(registry);
        instruments.level(Families.BUILD, version, commit).set(1);
        JvmMetrics.register(instruments);
    }

    /** What {@code GET /metrics} answers, of type {@code text/plain; version=0.0.4; charset=utf-8}. */
    public String prometheusText() {
        return PrometheusText.of(registry);
    }

    public CoordinatorMetrics coordinator() {
        return new CoordinatorRecorder(instruments);
    }

    public StorageMetrics storage() {
        return new StorageRecorder(instruments);
    }

    public HandoffMetrics handoff() {
        return new HandoffRecorder(instruments);
    }

    public MembershipMetrics membership() {
        return new MembershipRecorder(instruments);
    }

    public HttpMetrics http() {
        return new HttpRecorder(instruments);
    }

    public TransportMetrics transport() {
        return new TransportRecorder(instruments);
    }

    public AntiEntropyMetrics antiEntropy() {
        return new AntiEntropyRecorder(instruments);
    }

    public PurgeMetrics purge() {
        return new PurgeRecorder(instruments);
    }

    public BackgroundMetrics background() {
        return new BackgroundRecorder(instruments);
    }

    public AdmissionMetrics admission() {
        return new AdmissionRecorder(instruments);
    }
}
