package io.gramme.chaos.swarm;

import io.gramme.node.causality.CausalContext;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one client was told of each key. */
final class ClientMemory {
    private static final int MOST_OLD = 8;

    private final Map<Key, CausalContext> read = new HashMap<>();
    private final Map<Key, CausalContext> written = new HashMap<>();
    private final Map<Key, List<CausalContext>> old = new HashMap<>();
    private final Map<Key, CausalContext> told = new HashMap<>();

    void onRead(Key key, CausalContext context) {
        read.put(key, context);
        remember(key, context);
    }

    void onWritten(Key key, CausalContext context) {
        written.put(key, context);
        remember(key, context);
    }

    private void remember(Key key, CausalContext context) {
        List<CausalContext> contexts = old.computeIfAbsent(key, unused -> new ArrayList<>());
        if (contexts.size() == MOST_OLD) {
            contexts.remove(0);
        }
        contexts.add(context);
        told.merge(key, context, CausalContext::union);
    }

    /** The context of the last read. */
    @Nullable
    CausalContext ofRead(Key key) {
        return read.get(key);
    }

    /** The context that the last write was answered with. */
    @Nullable
    CausalContext ofWrite(Key key) {
        return written.get(key);
    }

    /** One of the last few contexts. */
    @Nullable
    CausalContext old(Key key, int draw) {
        List<CausalContext> contexts = old.get(key);
        return contexts == null ? null : contexts.get(draw % contexts.size());
    }

    /** Everything this client was ever told: what a session goes on from. */
    @Nullable
    CausalContext session(Key key) {
        return told.get(key);
    }
}
