/**
 * The naive storage: a sorted map in memory, with a journal where it is given files. The twin that the engine is compared
 * with, and what the simulator's nodes stand on where the engine is not the point.
 *
 * <p>Invariants: the same order, visibility and durability as the port promises; nothing clever. Thread rule: everything
 * on the one shard loop it is given, except commits, which run on the writer.
 */
@NullMarked
package io.gramme.node.storage.memory;

import org.jspecify.annotations.NullMarked;
