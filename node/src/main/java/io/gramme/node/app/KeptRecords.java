package io.gramme.node.app;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.coordinator.HintStore;
import io.gramme.node.handoff.Hints;
import io.gramme.node.purge.RecallCheck;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import org.jspecify.annotations.Nullable;

/** What a shard has in one key space, for the check of what may have been purged. On the shard's loop. */
record KeptRecords(RecordStore records, Space space) implements RecallCheck.Subject {
    @Override
    public Storage storage() {
        return records.storage();
    }

    @Override
    public @Nullable KeyRecord record(Key key) {
        return records.lookup(space, key) instanceof RecordStore.Held held
                ? held.stored().record()
                : null;
    }

    @Override
    public boolean remove(int partition, Key key) {
        if (!(storage().reserve(Storage.WriteKind.RELIEF, 0) instanceof Storage.Reserved room)) {
            return false;
        }
        storage().remove(room.reservation(), space, key, durability -> {});
        return true;
    }

    /** The hints, which are counted. */
    record Kept(Hints hints, RecordStore records) implements RecallCheck.Subject {
        @Override
        public Space space() {
            return Space.HINT;
        }

        @Override
        public Storage storage() {
            return records.storage();
        }

        @Override
        public @Nullable KeyRecord record(Key key) {
            return hints.lookup(key) instanceof HintStore.Held held
                    ? held.stored().record()
                    : null;
        }

        @Override
        public boolean remove(int partition, Key key) {
            return hints.putAside(partition, key);
        }
    }
}
