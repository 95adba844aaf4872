package io.gramme.node.causality;

/**
 * The actor under which this node may go on issuing dots for a key, kept beside the record and never sent: only this node's
 * own coordination writes it, and it holds only within one run and generation.
 *
 * @param actor packed, see {@link Actor}
 * @param run the local run number in which it was written
 */
public record Marker(long actor, long run) {}
