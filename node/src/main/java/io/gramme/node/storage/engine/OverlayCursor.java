package io.gramme.node.storage.engine;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.IndexCursor;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A scan of the index overlaid with the writes that were not yet committed when it began.
 *
 * <p>An uncommitted key may be committed while the scan runs: it is then seen once, from whichever side comes first, for
 * both sides are walked in key order.
 */
final class OverlayCursor implements Storage.Cursor {
    private final ShardStorage shard;
    private final GroupStore group;
    private final Space space;
    private final IndexCursor index;
    private final Deque<byte[]> pendingKeys;
    private IndexCursor.@Nullable Step peeked;
    private byte @Nullable [] currentKey;
    private @Nullable Key key;
    private @Nullable Header header;
    private int payloadBytes;
    private Storage.@Nullable Unreadable interruption;

    OverlayCursor(ShardStorage shard, GroupStore group, Space space, byte[] from, byte[] to) {
        this.shard = shard;
        this.group = group;
        this.space = space;
        this.pendingKeys = group.pendingBetween(from, to);
        this.index = group.index().scan(from, to);
    }

    @Override
    public boolean next() {
        while (true) {
            IndexCursor.Step step = peeked == null ? index.next() : peeked;
            peeked = step;
            byte[] waiting = pendingKeys.peekFirst();
            if (waiting == null && step == IndexCursor.Step.END) {
                return false;
            }
            if (step == IndexCursor.Step.DAMAGED) {
                interruption = shard.unreadable(group, index.damage());
                return false;
            }
            int order =
                    waiting == null ? 1 : step == IndexCursor.Step.END ? -1 : IndexKey.compare(waiting, index.key());
            boolean there = order <= 0 ? takePending(waiting, order == 0) : takeIndexed();
            if (there) {
                return true;
            }
        }
    }

    @Override
    public Storage.@Nullable Unreadable interruption() {
        return interruption;
    }

    private boolean takePending(byte @Nullable [] waiting, boolean indexedToo) {
        pendingKeys.pollFirst();
        if (indexedToo) {
            peeked = null;
        }
        byte[] indexKey = Invariants.present(waiting, "a pending key was compared");
        Key found = IndexKey.key(indexKey);
        if (!(shard.header(space, found) instanceof Storage.HeaderFound now)) {
            return false;
        }
        return stand(indexKey, found, now.header(), now.payloadBytes());
    }

    private boolean takeIndexed() {
        peeked = null;
        byte[] indexKey = index.key();
        PendingWrite newer = group.pending(indexKey);
        Key found = IndexKey.key(indexKey);
        if (newer == null) {
            IndexEntry entry = index.entry();
            return stand(indexKey, found, entry.header(), ShardStorage.payloadBytes(entry, found));
        }
        return newer.entry != null && stand(indexKey, found, newer.entry.header(), newer.entry.payload().length);
    }

    private boolean stand(byte[] indexKey, Key at, Header itsHeader, int itsBytes) {
        currentKey = indexKey.clone();
        key = at;
        header = itsHeader;
        payloadBytes = itsBytes;
        return true;
    }

    @Override
    public Key key() {
        return Invariants.present(key, "next() was not called");
    }

    @Override
    public Header header() {
        return Invariants.present(header, "next() was not called");
    }

    @Override
    public int payloadBytes() {
        return payloadBytes;
    }

    @Override
    public Storage.ReadOutcome read() {
        return shard.read(group, Invariants.present(currentKey, "next() was not called"), space, key());
    }

    @Override
    public void close() {
        index.close();
    }
}
