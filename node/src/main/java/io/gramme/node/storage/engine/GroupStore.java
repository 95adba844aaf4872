package io.gramme.node.storage.engine;

import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexGroup;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.IndexLookup;
import io.gramme.node.storage.RunBuild;
import io.gramme.node.storage.log.LogPosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One disk group: its index, what is applied but not yet committed, and how much of each segment it still needs. On its
 * shard's loop; on the opening thread before.
 *
 * <p>The index holds only committed frames. A write waits in {@code pending}, where reads look first; its commit moves it
 * into the index. So runs, trees and the manifest never know of anything that a crash could take back.
 */
final class GroupStore {
    final int number;
    private final IndexGroup index;
    private final GroupTrees trees;
    private final LiveBytes live;
    private final TreeMap<byte[], PendingWrite> pending = new TreeMap<>(IndexKey::compare);
    private final HotEntries hot = new HotEntries();
    private long sequence;
    private int firstLetGo = Integer.MAX_VALUE;

    GroupStore(GroupState state, IndexGroup index, GroupTrees trees) {
        this.number = state.group();
        this.index = index;
        this.trees = trees;
        this.live = state.live().copy();
        this.sequence = state.sequence();
    }

    IndexGroup index() {
        return index;
    }

    GroupTrees trees() {
        return trees;
    }

    LiveBytes live() {
        return live;
    }

    long sequence() {
        return sequence;
    }

    long nextSequence() {
        return ++sequence;
    }

    /** A frame with that sequence exists. */
    void sawSequence(long seen) {
        sequence = Math.max(sequence, seen);
    }

    /** The newest write of a key that is not yet committed. */
    @Nullable
    PendingWrite pending(byte[] indexKey) {
        return pending.isEmpty() ? null : pending.get(indexKey);
    }

    /** The keys of uncommitted writes from a bound (inclusive) to a bound (exclusive), in order; a copy. */
    Deque<byte[]> pendingBetween(byte[] from, byte[] to) {
        return pending.isEmpty()
                ? new ArrayDeque<>(1)
                : new ArrayDeque<>(pending.subMap(from, to).keySet());
    }

    void begin(PendingWrite write) {
        pending.put(write.indexKey, write);
    }

    void onCommitted(PendingWrite write, long position) {
        int segment = LogPosition.segment(position);
        int offset = LogPosition.offset(position);
        apply(
                write.indexKey,
                write.entry == null
                        ? IndexEntry.removal(segment, offset, write.frameBytes)
                        : IndexEntry.live(segment, offset, write.frameBytes, write.entry.header()));
        if (pending.get(write.indexKey) == write) {
            pending.remove(write.indexKey);
        }
    }

    /** Makes a committed frame the newest of its key. */
    void apply(byte[] indexKey, IndexEntry entry) {
        replace(indexKey, lookup(indexKey), entry);
    }

    /** What the index holds for a key. */
    IndexLookup lookup(byte[] indexKey) {
        IndexLookup known = hot.get(indexKey);
        if (known == null) {
            known = index.get(indexKey);
            hot.asked(indexKey, known);
        }
        return known;
    }

    /**
     * Points a key to the copy of its frame, if it still points to the original.
     *
     * @return whether it did
     */
    boolean move(byte[] indexKey, long source, long target) {
        IndexLookup found = lookup(indexKey);
        IndexEntry old = entryOf(found);
        if (old == null || !pointsTo(old, source)) {
            return false;
        }
        replace(indexKey, found, old.movedTo(LogPosition.segment(target), LogPosition.offset(target)));
        return true;
    }

    /** The key's index entry, if it points to that frame: the frame is still needed. */
    @Nullable
    IndexEntry pointingTo(byte[] indexKey, long position) {
        IndexEntry entry = entryOf(index.get(indexKey));
        return entry != null && pointsTo(entry, position) ? entry : null;
    }

    /** A removal's frame need not outlive its segment: no older frame of its key exists. */
    void letGo(byte[] indexKey, IndexEntry removal) {
        firstLetGo = Math.min(firstLetGo, removal.segment());
        replace(indexKey, IndexLookup.of(removal), IndexEntry.removal(removal.segment(), removal.offset(), 0));
    }

    /** Whether the delta keeps let-go removals of segments before that one: once flushed, a merge can leave them out. */
    boolean hasLetGoBefore(int segment) {
        return firstLetGo < segment;
    }

    /** Sets the delta aside to become a run. */
    RunBuild freeze() {
        firstLetGo = Integer.MAX_VALUE;
        return index.freeze();
    }

    private void replace(byte[] indexKey, IndexLookup found, IndexEntry entry) {
        IndexEntry old = entryOf(found);
        if (old != null) {
            live.add(old.segment(), -old.length());
        }
        live.add(entry.segment(), entry.length());
        trees.onReplaced(indexKey, found, entry);
        index.put(indexKey, entry);
        hot.replaced(indexKey, entry);
    }

    static @Nullable IndexEntry entryOf(IndexLookup found) {
        if (found instanceof IndexLookup.Hit hit) {
            return hit.entry();
        }
        return found instanceof IndexLookup.Removed removed ? removed.entry() : null;
    }

    static boolean pointsTo(IndexEntry entry, long position) {
        return entry.pointsTo(LogPosition.segment(position), LogPosition.offset(position));
    }
}
