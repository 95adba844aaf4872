package io.gramme.gossip;

/**
 * The greatest boot counter and marks ever heard of a node. Spread with the full state, kept for ring members even when
 * they are dead: it is how a restored disk is found out.
 */
public record Greatest(NodeId node, long bootCounter, Marks marks) {
    public Greatest {
        Bounds.require(bootCounter > 0, "the boot counter is positive");
    }

    Greatest max(Greatest other) {
        return new Greatest(node, Math.max(bootCounter, other.bootCounter), marks.max(other.marks));
    }
}
