package io.gramme.gossip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The other members, in the order they were met. At most {@link Bounds#MEMBERS}; further ones are not taken in. */
final class MemberTable {
    /** Up to this size members are drawn without putting back, above it by trial. */
    private static final int SMALL = 32;

    private final Map<NodeId, Member> byNode = new LinkedHashMap<>();
    private final List<Member> list = new ArrayList<>();
    private final ProbeOrder probeOrder;
    private final Chance chance;

    private Set<NodeId> ringMembers = Set.of();
    private Set<NodeId> banned = Set.of();
    private int present;

    MemberTable(Chance chance) {
        this.chance = chance;
        this.probeOrder = new ProbeOrder(chance);
    }

    @Nullable
    Member get(NodeId node) {
        return byNode.get(node);
    }

    boolean isFull() {
        return list.size() >= Bounds.MEMBERS;
    }

    void add(Member member) {
        byNode.put(member.node(), member);
        list.add(member);
        probeOrder.add(member.node());
        present += member.isPresent() ? 1 : 0;
    }

    void remove(Member member) {
        byNode.remove(member.node());
        list.remove(member);
        probeOrder.remove(member.node());
        present -= member.isPresent() ? 1 : 0;
    }

    void changeState(Member member, MemberState state, long now) {
        present += (state.isPresent() ? 1 : 0) - (member.isPresent() ? 1 : 0);
        if (member.state != state) {
            member.sinceMillis = now;
        }
        member.state = state;
    }

    Collection<Member> all() {
        return list;
    }

    /** Members present, this process included: the n of the formulas. */
    int size() {
        return present + 1;
    }

    boolean isAlone() {
        return present == 0;
    }

    @Nullable
    Member nextToProbe() {
        NodeId node = probeOrder.next(candidate -> {
            Member member = byNode.get(candidate);
            return member != null && member.isPresent();
        });
        return node == null ? null : byNode.get(node);
    }

    void probeNext(Member member) {
        probeOrder.promote(member.node());
    }

    /** Up to count different members that qualify, at random; in a large table it may miss some rare ones. */
    List<Member> pick(int count, Predicate<Member> qualifies) {
        List<Member> picked = new ArrayList<>(count);
        if (list.size() <= SMALL) {
            List<Member> left = new ArrayList<>(list);
            while (!left.isEmpty() && picked.size() < count) {
                Member drawn = left.remove(chance.nextInt(left.size()));
                if (qualifies.test(drawn)) {
                    picked.add(drawn);
                }
            }
            return picked;
        }
        for (int draws = 3 * list.size(); draws > 0 && picked.size() < count; draws--) {
            Member drawn = list.get(chance.nextInt(list.size()));
            if (!picked.contains(drawn) && qualifies.test(drawn)) {
                picked.add(drawn);
            }
        }
        return picked;
    }

    boolean isRingMember(NodeId node) {
        return ringMembers.contains(node);
    }

    void ringMembers(Collection<NodeId> members) {
        ringMembers = new HashSet<>(members);
    }

    boolean isBanned(NodeId node) {
        return banned.contains(node);
    }

    void banned(Collection<NodeId> nodes) {
        banned = new HashSet<>(nodes);
    }
}
