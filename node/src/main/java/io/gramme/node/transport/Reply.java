package io.gramme.node.transport;

/** What a handler answered. */
public non-sealed interface Reply extends Message, Outcome {}
