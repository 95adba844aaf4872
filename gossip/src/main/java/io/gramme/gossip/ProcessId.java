package io.gramme.gossip;

/**
 * One run of a node. A higher boot counter of the same node supersedes at once; the same boot counter with another nonce
 * is a copied or restored disk.
 *
 * @param node whose data directory it runs on
 * @param bootCounter raised and fsynced in the directory before the first packet of each run, from 1
 * @param nonce 64 random bits of this run
 */
public record ProcessId(NodeId node, long bootCounter, long nonce) {
    public ProcessId {
        Bounds.require(bootCounter > 0, "the boot counter is positive");
    }

    boolean isCloneOf(ProcessId other) {
        return node.equals(other.node) && bootCounter == other.bootCounter && nonce != other.nonce;
    }

    @Override
    public String toString() {
        return node + "#" + bootCounter + "." + Long.toHexString(nonce);
    }
}
