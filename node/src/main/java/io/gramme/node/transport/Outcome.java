package io.gramme.node.transport;

/** How a request ended: with the peer's {@link Reply}, or with a {@link Failure}. */
public sealed interface Outcome permits Reply, Failure {}
