package io.gramme.ring;

import java.util.List;
import java.util.Optional;

/**
 * The names of nodes that came under a name already taken. Such a node is admitted as {@code n1~} and the first four
 * digits of its id; once the holder of {@code n1} gives up its seat, the two swap: the newcomer is {@code n1}, the old
 * one {@code n1~} and its own four digits until it has left.
 */
public final class SeatNames {
    private SeatNames() {}

    /** The name under which a node waits for a seat when {@code base} is taken. */
    public static String waiting(String base, NodeId id) {
        return base + "~" + id.prefix();
    }

    /** The members with every seated one under its own name, where that is free or held by one without a seat. */
    public static Members settle(Members members) {
        Members settled = members;
        for (Member member : members.seated()) {
            Optional<String> base = baseOf(member);
            if (base.isPresent()) {
                settled = claim(settled, member, base.get());
            }
        }
        return settled;
    }

    private static Optional<String> baseOf(Member member) {
        String suffix = "~" + member.id().prefix();
        String name = member.name();
        boolean waits = name.endsWith(suffix) && name.length() > suffix.length();
        return waits ? Optional.of(name.substring(0, name.length() - suffix.length())) : Optional.empty();
    }

    private static Members claim(Members members, Member member, String base) {
        Optional<Member> holder = members.byName(base);
        if (holder.isEmpty()) {
            return members.with(List.of(member.withName(base)));
        }
        Member old = holder.get();
        String aside = waiting(base, old.id());
        if (old.seated()
                || members.byName(aside).filter(other -> !other.equals(member)).isPresent()) {
            return members;
        }
        return members.with(List.of(member.withName(base), old.withName(aside)));
    }
}
