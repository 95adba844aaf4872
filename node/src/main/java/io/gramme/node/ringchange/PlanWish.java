package io.gramme.node.ringchange;

import io.gramme.node.ringchange.PlanDesk.Roll;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.Newcomer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One thing that an operator wants of the ring, by names; nodes are named or given by their id. */
public sealed interface PlanWish {
    record Join(String node) implements PlanWish {}

    record Leave(String node) implements PlanWish {}

    record Replace(String node, String by) implements PlanWish {}

    /** @param weight in hundredths, as members have it */
    record Weight(String node, int weight) implements PlanWish {}

    record Zone(String node, String zone) implements PlanWish {}

    /** In words. */
    default String text() {
        if (this instanceof Join join) {
            return "join " + join.node;
        } else if (this instanceof Leave leave) {
            return "leave " + leave.node;
        } else if (this instanceof Replace replace) {
            return "replace " + replace.node + " by " + replace.by;
        } else if (this instanceof Weight weight) {
            return "weight of " + weight.node + " " + weight.weight / 100.0;
        }
        Zone zone = (Zone) this;
        return "zone of " + zone.node + " " + zone.zone;
    }

    /** Whether another wish is of the same kind and for the same node. */
    default boolean concernsSameAs(PlanWish other) {
        return getClass() == other.getClass()
                && Objects.equals(member(), other.member())
                && (member() != null || Objects.equals(newcomer(), other.newcomer()));
    }

    /** The edit it means, or {@code null} when a name is unknown. */
    default @Nullable Edit edit(Ring ring, Roll roll) {
        if (this instanceof Join join) {
            Newcomer newcomer = roll.find(join.node);
            return newcomer == null ? null : new Edit.Join(newcomer);
        }
        if (this instanceof Replace replace) {
            Newcomer newcomer = roll.find(replace.by);
            Integer old = index(ring, replace.node);
            return newcomer == null || old == null ? null : new Edit.Replace(old, newcomer);
        }
        if (this instanceof Leave leave) {
            Integer node = index(ring, leave.node);
            return node == null ? null : new Edit.Leave(node);
        }
        if (this instanceof Weight weight) {
            Integer node = index(ring, weight.node);
            return node == null ? null : new Edit.Weight(node, weight.weight);
        }
        Zone zone = (Zone) this;
        Integer node = index(ring, zone.node);
        return node == null ? null : new Edit.Zone(node, zone.zone);
    }

    /** Why there is no edit, for people. */
    default String unknown(Ring ring) {
        String member = member();
        String newcomer = newcomer();
        if (member != null && index(ring, member) == null) {
            return "the ring has no member " + member;
        } else if (newcomer != null && index(ring, newcomer) != null) {
            return newcomer + " has a seat already";
        }
        return "no node " + newcomer + " without a seat is known here; gramme cluster status shows those that are";
    }

    private @Nullable String newcomer() {
        if (this instanceof Join join) {
            return join.node;
        }
        return this instanceof Replace replace ? replace.by : null;
    }

    private @Nullable String member() {
        if (this instanceof Replace replace) {
            return replace.node;
        } else if (this instanceof Leave leave) {
            return leave.node;
        } else if (this instanceof Weight weight) {
            return weight.node;
        }
        return this instanceof Zone zone ? zone.node : null;
    }

    private static @Nullable Integer index(Ring ring, String name) {
        for (Member member : ring.members().all()) {
            if (member.name().equals(name) || member.id().toString().equals(name)) {
                return member.index();
            }
        }
        return null;
    }
}
