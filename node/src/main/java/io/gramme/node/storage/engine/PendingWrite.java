package io.gramme.node.storage.engine;

import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.OnDurable;
import io.gramme.node.storage.log.Ticket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A write that is applied for readers but not yet committed. */
final class PendingWrite implements Ticket {
    final byte[] indexKey;
    /** The record, or {@code null} for a removal. */
    final @Nullable Entry entry;

    final int frameBytes;
    private final GroupStore group;
    private final OnDurable onDurable;
    private final List<OnDurable> others = new ArrayList<>(0);

    PendingWrite(GroupStore group, byte[] indexKey, @Nullable Entry entry, int frameBytes, OnDurable onDurable) {
        this.group = group;
        this.indexKey = indexKey;
        this.entry = entry;
        this.frameBytes = frameBytes;
        this.onDurable = onDurable;
    }

    /** Tells somebody else too, after the writer. */
    void alsoTell(OnDurable other) {
        others.add(other);
    }

    @Override
    public void onCommitted(long position, Durability durability) {
        group.onCommitted(this, position);
        onDurable.onDurable(durability);
        for (int i = 0; i < others.size(); i++) {
            others.get(i).onDurable(durability);
        }
    }
}
