package io.gramme.node.ringchange;

import io.gramme.ring.Key;

/** Takes what another owner's ledger lists, so that copied records meet it. On the shard's loop. */
@FunctionalInterface
public interface LedgerCopies {
    /**
     * Merges an entry into this node's ledger.
     *
     * @param payload as the other ledger stores it
     * @return {@code false} when it cannot be stored now, or is none
     */
    boolean take(Key key, long versionHash, byte[] payload);
}
