package io.gramme.node.storage.engine;

import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.node.storage.log.Frame;
import io.gramme.node.storage.log.ShardLog;
import io.gramme.node.storage.log.Ticket;
import io.gramme.ring.Partitions;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The part of compaction that one shard does on its loop. Replies go to the background executor. */
final class ShardMover {
    private final EngineContext context;
    private final ShardStorage storage;
    private final List<GroupStore> groups;
    private final List<GroupMaintenance> maintenance;

    ShardMover(
            EngineContext context, ShardStorage storage, List<GroupStore> groups, List<GroupMaintenance> maintenance) {
        this.context = context;
        this.storage = storage;
        this.groups = groups;
        this.maintenance = maintenance;
    }

    /** Hears that a chunk is dealt with; segments go when the manifest is past that position. */
    @FunctionalInterface
    interface MoveListener {
        void onMoved(long until);
    }

    private void onLoop(Runnable task) {
        context.onLoop(groups.get(0).number, task);
    }

    void reportNeeds(Consumer<SegmentChoice.ShardNeeds> reply) {
        onLoop(() -> {
            SegmentChoice.ShardNeeds needs = new SegmentChoice.ShardNeeds(
                    groups.stream().map(group -> group.live().copy()).toList(),
                    groups.stream()
                            .flatMap(group -> group.index().removals().stream())
                            .toList(),
                    storage.log().committedEnd());
            context.background().execute(() -> reply.accept(needs));
        });
    }

    /** No segment before that one exists any more. */
    void onOldestSegment(int segment) {
        onLoop(() -> maintenance.forEach(one -> one.onOldestSegment(segment)));
    }

    /** The manifest is wanted past a position for every group. */
    void advanceTo(long position) {
        onLoop(() -> {
            ShardLog log = storage.log();
            log.onOthersEnd(position);
            maintenance.forEach(one -> one.advanceTo(Math.min(position, log.committedEnd())));
            if (log.committedEnd() < position) {
                context.background().execute(() -> again(position));
            }
        });
    }

    /** Its writes are under way: what they come to lies before that position, or behind it. */
    private void again(long position) {
        if (!context.isHalted()) {
            context.later(0, () -> advanceTo(position));
        }
    }

    void drop(int segment, Runnable reply) {
        onLoop(() -> {
            storage.reads().drop(segment);
            context.background().execute(reply);
        });
    }

    /** Copies those frames of the shard's groups that the index still points to. */
    void move(List<Frame> frames, boolean fromOldest, MoveListener reply) {
        onLoop(() -> new Chunk(frames, fromOldest, reply).run(0));
    }

    private final class Chunk implements Ticket {
        private final List<Frame> frames;
        private final boolean fromOldest;
        private final MoveListener reply;
        private int underWay;
        private boolean allSent;

        Chunk(List<Frame> frames, boolean fromOldest, MoveListener reply) {
            this.frames = frames;
            this.fromOldest = fromOldest;
            this.reply = reply;
        }

        void run(int from) {
            ShardLog log = storage.log();
            for (int i = from; i < frames.size(); i++) {
                Frame frame = frames.get(i);
                Partitions partitions = storage.partitions();
                GroupStore group = own(partitions.of(frame.key().hash()));
                if (group == null) {
                    continue;
                }
                byte[] indexKey = IndexKey.of(partitions, frame.space(), frame.key());
                // A copy behind a newer frame of its key would outlive it, should that be a removal.
                boolean newerUnderWay =
                        group.pending(indexKey) != null && group.pointingTo(indexKey, frame.position()) != null;
                if (newerUnderWay || log.refusal(WriteKind.RELIEF, frame.frameBytes()) != null) {
                    int again = i;
                    context.background().execute(() -> retry(again));
                    return;
                }
                take(log, group, indexKey, frame);
            }
            allSent = true;
            replyIfDone();
        }

        /** On the background executor. */
        private void retry(int from) {
            if (!context.isHalted()) {
                context.later(0, () -> onLoop(() -> run(from)));
            }
        }

        private @Nullable GroupStore own(int partition) {
            int number = Groups.ofPartition(partition);
            for (GroupStore group : groups) {
                if (group.number == number) {
                    return group;
                }
            }
            return null;
        }

        private void take(ShardLog log, GroupStore group, byte[] indexKey, Frame frame) {
            IndexEntry entry = group.pointingTo(indexKey, frame.position());
            if (entry == null) {
                return;
            }
            if (entry.removed() && fromOldest) {
                if (entry.length() > 0) {
                    group.letGo(indexKey, entry);
                }
                return;
            }
            underWay++;
            storage.metrics().compacted(0, frame.frameBytes());
            log.reserve(frame.frameBytes());
            Ticket moved = (position, durability) -> {
                group.move(indexKey, frame.position(), position);
                onCommitted(position, durability);
            };
            log.move(frame, new ShardLog.Grant(frame.frameBytes(), moved));
        }

        @Override
        public void onCommitted(long position, Durability durability) {
            underWay--;
            if (allSent && underWay == 0) {
                // On a turn of its own, when the log counts the whole batch as committed.
                onLoop(this::replyIfDone);
            }
        }

        private void replyIfDone() {
            if (allSent && underWay == 0) {
                long until = storage.log().committedEnd();
                context.background().execute(() -> reply.onMoved(until));
            }
        }
    }
}
