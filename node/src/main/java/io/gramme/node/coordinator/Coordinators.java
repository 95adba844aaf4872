package io.gramme.node.coordinator;

import io.gramme.node.membership.ClusterViews;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.transport.AdminMessage.Scan;
import io.gramme.node.transport.Shards;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The node's coordinator as one of its shards sees it: a key of another shard is served on that shard's loop, and the
 * result comes back to the loop that asked.
 */
public final class Coordinators implements Coordinator {
    private final int home;
    private final ClusterViews views;
    private final List<SerialExecutor> loops;
    private final List<ShardCoordinator> shards;
    private final Shards division;

    /**
     * @param home the shard on whose loop this is called
     * @param views that shard's views
     * @param loops of all shards
     * @param shards their coordinators, in the same order
     */
    public Coordinators(int home, ClusterViews views, List<SerialExecutor> loops, List<ShardCoordinator> shards) {
        this.home = home;
        this.views = views;
        this.loops = List.copyOf(loops);
        this.shards = List.copyOf(shards);
        this.division = new Shards(shards.size());
    }

    /** Before a ring is known, every shard gives the same answer. */
    private int shardOf(Key key) {
        Ring ring = views.current().ring();
        return ring == null ? home : division.of(ring.partition(key));
    }

    @Override
    public void read(ReadRequest request, Consumer<ReadResult> onResult) {
        int shard = shardOf(request.key());
        if (shard == home) {
            shards.get(home).read(request, onResult);
        } else {
            loops.get(shard).execute(() -> shards.get(shard).read(request, back(onResult)));
        }
    }

    @Override
    public void write(WriteRequest request, Consumer<WriteResult> onResult) {
        int shard = shardOf(request.key());
        if (shard == home) {
            shards.get(home).write(request, onResult);
        } else {
            loops.get(shard).execute(() -> shards.get(shard).write(request, back(onResult)));
        }
    }

    @Override
    public void explain(Key key, int budgetMillis, Consumer<@Nullable Explanation> onExplained) {
        int shard = shardOf(key);
        if (shard == home) {
            shards.get(home).explain(key, budgetMillis, onExplained);
        } else {
            loops.get(shard).execute(() -> shards.get(shard).explain(key, budgetMillis, back(onExplained)));
        }
    }

    @Override
    public void list(ListRequest request, Consumer<ListResult> onResult) {
        shards.get(home).list(request, new Others(), onResult);
    }

    private final class Others implements Neighbours {
        @Override
        public Coordinator coordinator() {
            return Coordinators.this;
        }

        @Override
        public void scan(Scan scan, Consumer<@Nullable ScanPage> onPage) {
            int shard = division.of(scan.partition());
            if (shard == home) {
                onPage.accept(shards.get(home).scan(scan));
            } else {
                Consumer<@Nullable ScanPage> answer = back(onPage);
                loops.get(shard).execute(() -> answer.accept(shards.get(shard).scan(scan)));
            }
        }
    }

    private <R extends @Nullable Object> Consumer<R> back(Consumer<R> onResult) {
        return result -> loops.get(home).execute(() -> onResult.accept(result));
    }
}
