package io.gramme.node.ringchange;

import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Trees;

/** What moving partitions works on in one shard, once there is a seat: its records, their trees, and the ledger. */
public record ShardSeat(RecordStore records, Trees trees, LedgerCopies ledger, ReturnReview review) {}
