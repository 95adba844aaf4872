package io.gramme.gossip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The failure detector (SWIM §3.1 with Lifeguard §IV-A): each interval one member is pinged; without an ack in time,
 * some others are asked to ping it and TCP is tried; without any answer by the end of the interval it is accused. The
 * interval grows with the local health score.
 */
final class Prober {
    /** Bounds the probes out of turn, made to settle who owns an identity. */
    private static final int MOST_PROBES = 64;

    private final Local local;
    private final MemberTable members;
    private final Beliefs beliefs;
    private final Spreader spreader;
    private final Map<Long, Probe> probes = new LinkedHashMap<>();
    private long nextProbeMillis = Long.MAX_VALUE;

    Prober(Local local, MemberTable members, Beliefs beliefs, Spreader spreader) {
        this.local = local;
        this.members = members;
        this.beliefs = beliefs;
        this.spreader = spreader;
    }

    /** The first probe comes at a random time within one interval, so that members do not probe in step. */
    void onStart(long now) {
        nextProbeMillis = now + 1 + local.chance.nextInt(local.config.probeIntervalMillis());
    }

    void onTick(long now) {
        for (Probe probe : new ArrayList<>(probes.values())) {
            if (!probe.indirect && probe.indirectAtMillis <= now) {
                askOthers(probe);
            }
            if (probe.deadlineMillis <= now) {
                fail(probe, now);
            }
        }
        if (nextProbeMillis <= now) {
            long interval = local.health.scaled(local.config.probeIntervalMillis());
            nextProbeMillis = now + interval;
            Member target = local.able && !local.leaving ? members.nextToProbe() : null;
            if (target != null) {
                ping(target, now, interval);
            }
        }
    }

    long dueMillis() {
        long due = nextProbeMillis;
        for (Probe probe : probes.values()) {
            due = Math.min(due, probe.dueMillis());
        }
        return due;
    }

    /** Pings a member out of turn, to learn which process is behind an identity; the ping's sequence, 0 for no room. */
    long verify(Member member, long now) {
        return probes.size() < MOST_PROBES
                ? ping(member, now, local.health.scaled(local.config.probeIntervalMillis()))
                : 0;
    }

    private long ping(Member target, long now, long interval) {
        long indirectAt = now + local.config.probeTimeoutMillis();
        Probe probe = new Probe(local.nextSequence(), target, indirectAt, now + interval);
        probes.put(probe.sequence, probe);
        Message ping = new Message.Ping(probe.sequence, target.node(), target.process.bootCounter());
        // Lifeguard §IV-C, the buddy: a suspect hears of the suspicion with the ping itself.
        Delta suspicion = target.state == MemberState.SUSPECT ? target.delta(local.node()) : null;
        spreader.send(probe.address, ping, suspicion);
        return probe.sequence;
    }

    private void askOthers(Probe probe) {
        probe.indirect = true;
        NodeId target = probe.target.node();
        List<Member> helpers = members.pick(
                local.config.indirectProbes(),
                member -> member.state == MemberState.ALIVE && !member.node().equals(target));
        probe.helpers = helpers.size();
        Message ask = new Message.IndirectPing(probe.sequence, target, probe.target.bootCounter(), probe.address);
        for (Member helper : helpers) {
            spreader.send(helper.meta.peer(), ask, null);
        }
        local.outbox.add(new Effect.TcpPing(probe.sequence, target, probe.address));
    }

    private void fail(Probe probe, long now) {
        probes.remove(probe.sequence);
        local.tally.probesFailed++;
        local.health.add(probe.helpers > 0 ? Math.max(0, probe.helpers - probe.nacks) : 1);
        Member member = members.get(probe.target.node());
        if (member != null && member.process.equals(probe.target) && local.able) {
            beliefs.accuse(member, MemberState.SUSPECT, now);
        }
    }

    void onNack(long sequence) {
        Probe probe = probes.get(sequence);
        if (probe != null && probe.nacks < probe.helpers) {
            probe.nacks++;
        }
    }

    /**
     * A process answered a probe by UDP, directly or through a helper.
     *
     * @return the probed member if it is another process of the same boot counter that answered, else null
     */
    @Nullable
    Member onAck(long sequence, ProcessId answered, long now) {
        Probe probe = probes.remove(sequence);
        if (probe == null) {
            return null;
        }
        if (answered.equals(probe.target)) {
            local.health.add(-1);
            beliefs.answered(answered, now);
            return null;
        }
        return onOtherProcess(probe, answered, now);
    }

    /** A process answered over TCP. Its UDP did not: that is no merit of ours, the health score stays. */
    @Nullable
    Member onTcpAnswer(long sequence, ProcessId answered, long now) {
        Probe probe = probes.remove(sequence);
        if (probe == null) {
            return null;
        }
        if (answered.equals(probe.target)) {
            beliefs.answered(answered, now);
            return null;
        }
        return onOtherProcess(probe, answered, now);
    }

    /**
     * Another process at the address proves that the old one is gone: it fails at once. If it comes back from that, two
     * members share an address or one tells a wrong one; from then on it is suspected in the ordinary way.
     */
    private @Nullable Member onOtherProcess(Probe probe, ProcessId answered, long now) {
        Member member = members.get(probe.target.node());
        if (member == null
                || !member.process.equals(probe.target)
                || !member.meta.peer().equals(probe.address)) {
            return null;
        }
        boolean olderRun =
                answered.node().equals(probe.target.node()) && answered.bootCounter() < probe.target.bootCounter();
        beliefs.accuse(member, member.addressDisputed || olderRun ? MemberState.SUSPECT : MemberState.DEAD, now);
        return answered.isCloneOf(probe.target) ? member : null;
    }

    /** This process stood still: what is under way says nothing about the others. */
    void excuse(long now) {
        probes.clear();
        nextProbeMillis = Math.max(nextProbeMillis, now + 1);
    }

    /** Whether the ping of a sequence is neither answered nor over. */
    boolean isUnderWay(long sequence) {
        return probes.containsKey(sequence);
    }
}
