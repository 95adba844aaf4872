package io.gramme.node.register;

/** How a proposal or a read of a register ended. */
public sealed interface Outcome {
    /** The register has decided this value; a proposer compares it with its own. */
    record Decided(Value value) implements Outcome {}

    /** Only of a read: when it ran, nothing had been decided. */
    record Undecided() implements Outcome {}

    /** A later register of the cluster has decided, so this one has too; what it decided is no longer kept. */
    record Superseded(Decision newest) implements Outcome {}

    /**
     * The budget ended without a majority.
     *
     * @param mayTakeEffect true if the proposal's own value was sent to an acceptor, so it may yet be decided; false if
     *     this proposal certainly had no effect
     */
    record Unknown(boolean mayTakeEffect) implements Outcome {}
}
