/**
 * What a key's replicas know: dots, causal contexts, the record and its one merge, actors and their ownership, contexts
 * handed to clients, and the codecs of all of these.
 *
 * <p>The versioning is that of dotted version vectors (Preguiça et al. 2010, Gonçalves' dvvset) with explicit dots.
 * Invariants: a dot names one write for ever; a record's context covers exactly the writes it reflects; merge is
 * commutative, associative and idempotent and reads neither clock nor settings. Pure: values and small single-threaded
 * state machines; no I/O, no clock, no thread. Thread rule: values are immutable; {@link ActorLease}, {@link EpochRange},
 * {@link HybridClock} and {@link ContextTokens} belong to one loop.
 */
@NullMarked
package io.gramme.node.causality;

import org.jspecify.annotations.NullMarked;
