/**
 * The anti-entropy trees: per partition replica, keyed sums and counts over (key hash, version hash), kept incrementally,
 * off heap, compared by root, branches and leaves. Pure: JDK only.
 *
 * <p>Invariant: a tree is a function of the set of (key hash, version hash) pairs alone, whatever the order of changes.
 * Thread rule: a tree belongs to the loop of its shard.
 */
@NullMarked
package io.gramme.node.tree;

import org.jspecify.annotations.NullMarked;
