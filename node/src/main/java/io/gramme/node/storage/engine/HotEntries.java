package io.gramme.node.storage.engine;

import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.IndexLookup;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The index entries that a group was last asked for, one for each slot of a small table: a key that is read, merged and
 * committed within a moment is searched for once. On the shard's loop.
 *
 * <p>Promise: an entry it gives is what the index would say. It keeps nothing of removals, which merges of runs may drop.
 */
final class HotEntries {
    private static final int SLOTS = 1 << 10;

    private static final byte[] NONE = {};

    private final byte[][] keys = new byte[SLOTS][];
    private final @Nullable IndexLookup[] found = new IndexLookup[SLOTS];

    HotEntries() {
        Arrays.fill(keys, NONE);
    }

    /** @return {@code null} when it does not know */
    @Nullable
    IndexLookup get(byte[] indexKey) {
        int at = slot(indexKey);
        return Arrays.equals(keys[at], indexKey) ? found[at] : null;
    }

    /** What the index said of a key just now. */
    void asked(byte[] indexKey, IndexLookup answer) {
        if (answer instanceof IndexLookup.Hit) {
            int at = slot(indexKey);
            keys[at] = indexKey;
            found[at] = answer;
        }
    }

    /** The index says that of a key from now on. */
    void replaced(byte[] indexKey, IndexEntry entry) {
        int at = slot(indexKey);
        if (!entry.removed()) {
            keys[at] = indexKey;
            found[at] = new IndexLookup.Hit(entry);
        } else if (Arrays.equals(keys[at], indexKey)) {
            keys[at] = NONE;
            found[at] = null;
        }
    }

    private static int slot(byte[] indexKey) {
        return (int) IndexKey.hash(indexKey) & (SLOTS - 1);
    }
}
