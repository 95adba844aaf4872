package io.gramme.gossip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whom to exchange full states with, and when: a random present member now and then (push-pull), and in every reconnect
 * cycle one dead member and one seed that is no present member, so that a healed partition finds itself again.
 *
 * <p>Departure from memberlist, which uses seeds only at the start: a member that sees nobody tries its seeds each second, and a first
 * push-pull within 5 s.
 */
final class StateExchange {
    private static final int SEEDS_AT_ONCE = 3;
    /** The first push-pull comes within this: who starts with many others misses some of what was spread meanwhile. */
    private static final int SETTLING_MILLIS = 5_000;

    private final Local local;
    private final MemberTable members;
    private final StateMessages messages;
    /** Ring members that nobody has spoken of yet in this run. */
    private final Map<NodeId, Address> remembered = new LinkedHashMap<>();

    private List<Address> seeds = List.of();
    private long pushPullMillis = Long.MAX_VALUE;
    private long reconnectMillis = Long.MAX_VALUE;

    StateExchange(Local local, MemberTable members, StateMessages messages) {
        this.local = local;
        this.members = members;
        this.messages = messages;
    }

    void onStart(long now, List<Remembered> known) {
        for (Remembered one : known) {
            if (remembered.size() < Bounds.MEMBERS && !one.greatest().node().equals(local.node())) {
                remembered.put(one.greatest().node(), one.peer());
            }
        }
        int settling = Math.min(SETTLING_MILLIS, local.config.pushPullMillis());
        pushPullMillis = now + 1 + local.chance.nextInt(settling);
        reconnectMillis = now;
    }

    void seeds(List<Address> addresses, long now) {
        seeds = List.copyOf(addresses);
        reconnectMillis = Math.min(reconnectMillis, now);
    }

    void reconnectNow(long now) {
        reconnectMillis = now;
    }

    void onTick(long now) {
        if (pushPullMillis <= now) {
            pushPullMillis = now + ClusterMath.pushPullMillis(local.config, members.size());
            members.pick(1, member -> member.state == MemberState.ALIVE)
                    .forEach(member -> messages.exchange(member.meta.peer()));
        }
        if (reconnectMillis <= now) {
            reconnect();
            int interval = members.isAlone() ? local.config.seedRetryMillis() : local.config.reconnectMillis();
            // A tenth of jitter each way keeps the cycles of many members apart.
            reconnectMillis = now + interval - interval / 10 + local.chance.nextInt(interval / 5 + 1);
        } else if (members.isAlone()) {
            reconnectMillis = Math.min(reconnectMillis, now + local.config.seedRetryMillis());
        }
    }

    long dueMillis() {
        return Math.min(pushPullMillis, reconnectMillis);
    }

    private void reconnect() {
        members.pick(1, this::isWorthARetry).forEach(member -> messages.exchange(member.meta.peer()));
        remembered.keySet().removeIf(node -> members.get(node) != null || members.isBanned(node));
        tryRandom(new ArrayList<>(remembered.values()), 1);
        List<Address> absent = new ArrayList<>(seeds);
        absent.remove(local.meta.peer());
        for (Member member : members.all()) {
            if (member.isPresent()) {
                absent.remove(member.meta.peer());
            }
        }
        tryRandom(absent, members.isAlone() ? SEEDS_AT_ONCE : 1);
    }

    private boolean isWorthARetry(Member member) {
        return member.state == MemberState.DEAD
                || (member.state == MemberState.LEFT && members.isRingMember(member.node()));
    }

    private void tryRandom(List<Address> candidates, int count) {
        for (int left = Math.min(count, candidates.size()); left > 0; left--) {
            messages.exchange(candidates.remove(local.chance.nextInt(candidates.size())));
        }
    }
}
