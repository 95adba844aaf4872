package io.gramme.ring;

/**
 * A node in the ring.
 *
 * @param index the node's number inside the cluster, 0..4095; never given to another node
 * @param id its identity
 * @param name unique in the ring, at most 64 characters
 * @param zone failure domain, at most 64 characters
 * @param weight its share of the partitions relative to the others, 1..65535
 * @param addresses where it listens
 * @param state whether it may own partitions
 */
public record Member(
        int index, NodeId id, String name, String zone, int weight, Addresses addresses, MemberState state) {
    /** Node indices are below this: they are 12 bits of an actor. */
    public static final int MAX_INDICES = 4096;

    public static final int MAX_NAME = 64;
    public static final int MAX_ZONE = 64;
    public static final int MAX_WEIGHT = 65535;

    public Member {
        if (index < 0 || index >= MAX_INDICES) {
            throw new IllegalArgumentException("node index " + index + ", allowed 0.." + (MAX_INDICES - 1));
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight " + weight + " of " + name + ", allowed 1.." + MAX_WEIGHT);
        }
        Texts.check("name", name, MAX_NAME);
        Texts.check("zone", zone, MAX_ZONE);
    }

    public boolean seated() {
        return state == MemberState.SEATED;
    }

    public Member withName(String newName) {
        return new Member(index, id, newName, zone, weight, addresses, state);
    }

    public Member withZone(String newZone) {
        return new Member(index, id, name, newZone, weight, addresses, state);
    }

    public Member withWeight(int newWeight) {
        return new Member(index, id, name, zone, newWeight, addresses, state);
    }

    public Member withAddresses(Addresses newAddresses) {
        return new Member(index, id, name, zone, weight, newAddresses, state);
    }

    public Member withState(MemberState newState) {
        return new Member(index, id, name, zone, weight, addresses, newState);
    }
}
