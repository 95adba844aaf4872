package io.gramme.node.register;

/** What a proposer asks of an acceptor. Requests may be lost, doubled and reordered. */
public sealed interface Request {
    RegisterId id();

    /** Phase 1: promise to take part in no ballot below this one, and say what has been accepted. */
    record Prepare(RegisterId id, Ballot ballot) implements Request {}

    /** Phase 2: accept this value under this ballot. */
    record Accept(RegisterId id, Ballot ballot, Value value) implements Request {}

    /** The register has decided; there is no answer. */
    record Learn(Decision decision) implements Request {
        @Override
        public RegisterId id() {
            return decision.id();
        }
    }
}
