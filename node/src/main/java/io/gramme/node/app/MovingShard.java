package io.gramme.node.app;

import io.gramme.node.coordinator.TargetMisses;
import io.gramme.node.ringchange.ShardMoves;
import io.gramme.node.ringchange.ShardSeat;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.Reserved;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.node.storage.Trees;
import io.gramme.ring.Key;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Moving partitions as one shard's coordination sees it. On the shard's loop. */
final class MovingShard implements TargetMisses {
    /** Of a shard that is not put together yet. */
    static final MovingShard NONE = new MovingShard(null);

    private final @Nullable ShardMoves moves;

    MovingShard(@Nullable ShardMoves moves) {
        this.moves = moves;
    }

    /** The shard has records from now on, or other ones. */
    void open(RecordStore records, Trees trees) {
        if (moves != null) {
            Storage storage = records.storage();
            moves.open(new ShardSeat(records, trees, (key, hash, payload) -> listed(storage, key, hash, payload)));
        }
    }

    private static boolean listed(Storage storage, Key key, long versionHash, byte[] payload) {
        if (!(storage.reserve(WriteKind.RELIEF, payload.length) instanceof Reserved room)) {
            return false;
        }
        Entry entry = new Entry(new Header(versionHash, 0, 0, 0), payload);
        storage.write(room.reservation(), Space.LEDGER, key, entry, durability -> {});
        return true;
    }

    @Override
    public boolean mayMerge(int partition) {
        return moves == null || moves.takesRecords(partition);
    }

    @Override
    public void note(int partition, Consumer<Boolean> onNoted) {
        onNoted.accept(moves == null || moves.noteMiss(partition));
    }
}
