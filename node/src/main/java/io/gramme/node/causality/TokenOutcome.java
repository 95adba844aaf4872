package io.gramme.node.causality;

/** What a client's context token turned out to be. Only {@link Valid} may be used; the rest is 400 {@code invalid-context}. */
public sealed interface TokenOutcome {
    /** Made by this cluster for this key. */
    record Valid(CausalContext context) implements TokenOutcome {}

    /** No token of a known version. */
    record Malformed(String reason) implements TokenOutcome {}

    /** Well-formed, but not made with a secret that is valid now. */
    record Forged() implements TokenOutcome {}

    /** Made for another key. */
    record OtherKey() implements TokenOutcome {}
}
