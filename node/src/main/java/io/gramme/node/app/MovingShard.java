package io.gramme.node.app;

import io.gramme.node.coordinator.TargetMisses;
import io.gramme.node.ringchange.LedgerCopies;
import io.gramme.node.ringchange.ReturnReview;
import io.gramme.node.ringchange.ShardMoves;
import io.gramme.node.ringchange.ShardSeat;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Trees;
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
    void open(RecordStore records, Trees trees, LedgerCopies ledger, ReturnReview review) {
        if (moves != null) {
            moves.open(new ShardSeat(records, trees, ledger, review));
        }
    }

    /** The store is about to close. */
    void stop() {
        if (moves != null) {
            moves.stop();
        }
    }

    /** Whether this node has data of a partition that its owners may lack. */
    boolean isUnsettled(int partition) {
        return moves != null && moves.isUnsettled(partition);
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
