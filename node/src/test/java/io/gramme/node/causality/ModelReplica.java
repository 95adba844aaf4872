package io.gramme.node.causality;

import io.gramme.node.causality.CausalHistories.Knowledge;

/** One node's copy of the model's key: what is applied, what is on disk, its identity, lease and clock. */
final class ModelReplica {
    /** What a disk or a backup holds. */
    record Image(byte[] payload, Knowledge knowledge, long leaseEnd) {}

    ActorIdentity identity;
    StoredRecord applied;
    Knowledge knowledge = Knowledge.none();
    final HybridClock clock = new HybridClock(0);
    Coordination coordination;
    private ActorLease lease;
    private long durableLeaseEnd;
    Image disk;
    Image backup;

    ModelReplica(int nodeIndex, SiblingsMode mode) {
        identity = new ActorIdentity(nodeIndex, 0, 0);
        applied = StoredRecord.unmarked(KeyRecord.empty(mode));
        start(0);
        disk = image();
        backup = disk;
    }

    private void start(long leaseEnd) {
        lease = new ActorLease(leaseEnd, 0);
        EpochRange epochs = new EpochRange();
        coordination = new Coordination(identity, epochs);
        var effect = lease.poll();
        durableLeaseEnd = effect.end();
        lease.onPersisted(effect);
        epochs.refill(lease.take(1_000));
    }

    Image image() {
        return new Image(RecordCodec.encodeStored(applied), knowledge.copy(), durableLeaseEnd);
    }

    void sync() {
        disk = image();
    }

    /** What was applied and not synced is gone; the lease's end was durable before a number of it was used. */
    void crash() {
        identity = identity.afterStop();
        load(disk, false);
        start(durableLeaseEnd);
    }

    void restartCleanly() {
        sync();
        identity = identity.afterStop();
        load(disk, false);
        start(durableLeaseEnd);
    }

    /** An old copy of the directory, lease and all; peers know the generation. */
    void restore() {
        identity = identity.afterRestore(identity.generation());
        load(backup, true);
        start(backup.leaseEnd);
        sync();
    }

    /** The key is gone from this node, as after corruption or a purge elsewhere forgotten; the node does not notice. */
    void forget(SiblingsMode mode) {
        applied = StoredRecord.unmarked(KeyRecord.empty(mode));
        knowledge = Knowledge.none();
        sync();
    }

    private void load(Image image, boolean strip) {
        try {
            StoredRecord stored = RecordCodec.decodeStored(image.payload);
            applied = strip ? StoredRecord.unmarked(stored.record()) : stored;
        } catch (MalformedRecordException malformed) {
            throw new AssertionError(malformed);
        }
        knowledge = image.knowledge.copy();
    }

    void receive(byte[] wire, Knowledge incoming) {
        try {
            applied = applied.receive(RecordCodec.decode(wire), identity);
        } catch (MalformedRecordException malformed) {
            throw new AssertionError(malformed);
        }
        knowledge.join(incoming);
    }
}
