package io.gramme.node.handoff;

/**
 * What one shard keeps for one node.
 *
 * @param node node index
 * @param pending hints
 * @param bytes of those hints, each counted in full for every node that it is kept for
 * @param oldestSeconds age of the oldest, by this node's wall clock; exact to a minute
 */
public record HintTarget(int node, long pending, long bytes, long oldestSeconds) {}
