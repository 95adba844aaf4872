/**
 * Who is let in: a bound on what runs at once, so that a shard answers "overloaded" early instead of everything late.
 *
 * <p>Invariant: whoever is let in leaves exactly once. Thread rule: one {@link io.gramme.node.admission.Gate} for each
 * shard, on its loop.
 */
@NullMarked
package io.gramme.node.admission;

import org.jspecify.annotations.NullMarked;
