/**
 * Removing what is dead (tombstones, expired versions) from every owner for good, and shortening long clocks.
 *
 * <p>Invariants: nothing is removed anywhere before every owner has said that it holds this very version, fsynced, and
 * every ring member has said after that that it keeps no copy of the partition which its owners may not have; who is
 * silent blocks. What was removed is listed in each owner's ledger before it goes, and the list counts as a record in every
 * merge until all members have said so again. No clock decides alone. Thread rule: everything of a shard's partitions
 * happens on that shard's loop. Cores: {@code PurgeRules}, {@code PurgeRound}, {@code HoldingsPoll}.
 */
@NullMarked
package io.gramme.node.purge;

import org.jspecify.annotations.NullMarked;
