package io.gramme.gossip;

/**
 * What a member tells of itself; a change is spread under a new incarnation, so keep fast-moving things in {@link Marks}.
 *
 * @param name 1 to 63 bytes of UTF-8, for people; not unique
 * @param peer where its peers reach it, by UDP for this protocol and by TCP
 * @param data where clients reach it
 * @param admin where operators reach it
 * @param zone failure zone, up to 63 bytes; empty is "none"
 * @param weight share of the data, 0 to 1 000 000
 * @param ring newest ring version it holds
 * @param features bits of what its software can do
 * @param flags masks of {@link MemberFlag}; unknown bits are carried on
 */
public record Meta(
        String name,
        Address peer,
        Address data,
        Address admin,
        String zone,
        int weight,
        RingStamp ring,
        long features,
        int flags) {
    public Meta {
        Bounds.require(!name.isEmpty(), "a member has a name");
        Bounds.requireText(name, Bounds.NAME_BYTES, "name");
        Bounds.requireText(zone, Bounds.NAME_BYTES, "zone");
        Bounds.require(weight >= 0 && weight <= Bounds.WEIGHT, "weight " + weight + " is not in 0.." + Bounds.WEIGHT);
        Bounds.require(flags >= 0, "flags have 31 bits");
    }

    /** Whether the flag is set. */
    public boolean has(MemberFlag flag) {
        return (flags & flag.mask()) != 0;
    }

    /** The same with the flag set or cleared. */
    public Meta with(MemberFlag flag, boolean set) {
        int changed = set ? flags | flag.mask() : flags & ~flag.mask();
        return new Meta(name, peer, data, admin, zone, weight, ring, features, changed);
    }

    /** The same at another ring version. */
    public Meta withRing(RingStamp newest) {
        return new Meta(name, peer, data, admin, zone, weight, newest, features, flags);
    }
}
