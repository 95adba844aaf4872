package io.gramme.ring.plan;

import io.gramme.ring.Addresses;
import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.NodeId;

/** A node that asks for a seat. Throws {@link IllegalArgumentException} for what {@link Member} does not allow. */
public record Newcomer(NodeId id, String name, String zone, int weight, Addresses addresses) {
    public Newcomer {
        new Member(0, id, name, zone, weight, addresses, MemberState.SEATED);
    }

    /** This node as a member with the index the ring gives it. */
    public Member seat(int index) {
        return new Member(index, id, name, zone, weight, addresses, MemberState.SEATED);
    }
}
