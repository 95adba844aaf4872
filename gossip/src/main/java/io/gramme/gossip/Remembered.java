package io.gramme.gossip;

/**
 * A ring member that this node knew before it started: where to try it, and how far it had come. It is not believed to be
 * alive or dead until somebody says so, but it is tried for ever.
 */
public record Remembered(Address peer, Greatest greatest) {}
