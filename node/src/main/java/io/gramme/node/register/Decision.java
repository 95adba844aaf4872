package io.gramme.node.register;

/** A fact: this register has decided this value, for ever. */
public record Decision(RegisterId id, Value value) {
    /** True if this decision makes the register with that id the past: the same cluster, and not later than this. */
    boolean settles(RegisterId other) {
        return id.sameCluster(other) && other.compareTo(id) <= 0;
    }
}
