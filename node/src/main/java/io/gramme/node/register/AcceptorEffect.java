package io.gramme.node.register;

/**
 * What an acceptor wants done. <b>Order: persist before reply.</b> An answer leaves only when every {@link Persist} given
 * out before it, by this step or an earlier one, is durable; if one fails, the answers behind it never leave.
 */
public sealed interface AcceptorEffect {
    /** Make this state durable, replacing the former one atomically. */
    record Persist(AcceptorState state) implements AcceptorEffect {}

    /** Answer the proposer whose request was given in. */
    record Answer(Reply reply) implements AcceptorEffect {}
}
