package io.gramme.node.register;

/** What a proposal wants done, in order. */
public sealed interface ProposalEffect {
    /** Send a request to an acceptor; nothing is expected of a request that cannot be sent. */
    record Send(int acceptor, Request request) implements ProposalEffect {}

    /** Call {@link Proposal#onTimer} at this time; replaces every earlier wish. */
    record Wake(long atMillis) implements ProposalEffect {}

    /** The proposal has ended; it gives out nothing after this. */
    record Finish(Outcome outcome) implements ProposalEffect {}
}
