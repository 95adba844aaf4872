package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.AdmissionMetrics;

/** Counts admission. */
final class AdmissionRecorder implements AdmissionMetrics {
    private final ByLabel<Kind, Counter> inflight;
    private final ByLabel<Shed, Counter> shed;
    private final Instruments.Level limit;

    AdmissionRecorder(Instruments instruments) {
        this.inflight = instruments.counters(Families.INFLIGHT, Kind.class);
        this.shed = instruments.counters(Families.SHED, Shed.class);
        this.limit = instruments.level(Families.INFLIGHT_LIMIT);
    }

    @Override
    public void admitted(Kind kind) {
        inflight.of(kind).inc();
    }

    @Override
    public void ended(Kind kind) {
        inflight.of(kind).dec();
    }

    @Override
    public void shed(Shed reason) {
        shed.of(reason).inc();
    }

    @Override
    public void limit(int requests) {
        limit.set(requests);
    }
}
