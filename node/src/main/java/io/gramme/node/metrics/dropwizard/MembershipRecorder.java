package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.MembershipMetrics;

/** Counts membership. */
final class MembershipRecorder implements MembershipMetrics {
    private final ByLabel<State, Instruments.Level> members;
    private final Counter probesFailed;
    private final Counter refutations;
    private final Counter packetsRefused;
    private final Instruments.Level healthScore;
    private final Instruments.Level epoch;
    private final Instruments.Level clockSkew;

    MembershipRecorder(Instruments instruments) {
        this.members = instruments.levels(Families.MEMBERS, State.class);
        this.probesFailed = instruments.counter(Families.PROBES_FAILED);
        this.refutations = instruments.counter(Families.REFUTATIONS);
        this.packetsRefused = instruments.counter(Families.PACKETS_REFUSED);
        this.healthScore = instruments.level(Families.HEALTH_SCORE);
        this.epoch = instruments.level(Families.EPOCH);
        this.clockSkew = instruments.millisLevel(Families.CLOCK_SKEW);
    }

    @Override
    public void members(State state, int count) {
        members.of(state).set(count);
    }

    @Override
    public void probeFailed() {
        probesFailed.inc();
    }

    @Override
    public void refuted() {
        refutations.inc();
    }

    @Override
    public void packetRefused() {
        packetsRefused.inc();
    }

    @Override
    public void healthScore(int score) {
        healthScore.set(score);
    }

    @Override
    public void clockSkew(long millis) {
        clockSkew.set(millis);
    }

    @Override
    public void epoch(long number) {
        epoch.set(number);
    }
}
