package io.gramme.node.antientropy;

import io.gramme.node.antientropy.RecordRescue.Result;
import io.gramme.node.storage.RecordStore;
import io.gramme.ring.Key;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The records of one shard that cannot be read, and their repair, one at a time; whoever could not be repaired for want of
 * an owner is tried again. Bounded: what finds no place is found again by the next audit. Lives on the shard's loop.
 */
public final class DamagedRecords {
    static final int MOST = 10_000;
    private static final long AGAIN_MILLIS = 30_000;

    private final ExchangePorts ports;
    private final Listener listener;
    private final Map<Key, Integer> waiting = new LinkedHashMap<>();
    private @Nullable RecordStore records;
    private @Nullable RecordRescue rescue;
    private boolean busy;
    private boolean resting;

    /** Hears what became of a damaged record. */
    public interface Listener {
        /** @param lossless whether it has all versions that it had */
        void onRescued(int partition, boolean lossless);
    }

    public DamagedRecords(ExchangePorts ports, Listener listener) {
        this.ports = ports;
        this.listener = listener;
    }

    /** Repairs go into these records from now on. */
    public void seat(RecordStore newRecords) {
        records = newRecords;
    }

    /** The node stops: nothing is repaired any more, since the store closes. */
    public void stop() {
        records = null;
        RecordRescue present = rescue;
        if (present != null) {
            present.abandon();
        }
    }

    /** A record cannot be read; {@code false} when that was known. */
    public boolean found(int partition, Key key) {
        if (waiting.containsKey(key) || waiting.size() >= MOST) {
            return false;
        }
        ports.metrics().damaged();
        waiting.put(key, partition);
        next();
        return true;
    }

    /** Records that wait for their repair. */
    public int waiting() {
        return waiting.size();
    }

    private void next() {
        RecordStore into = records;
        if (busy || resting || waiting.isEmpty() || into == null) {
            return;
        }
        busy = true;
        Map.Entry<Key, Integer> first = waiting.entrySet().iterator().next();
        Key key = first.getKey();
        int partition = first.getValue();
        waiting.remove(key);
        Consumer<Result> onEnd = result -> ports.timers().schedule(0, () -> ended(key, partition, result));
        RecordRescue begun = new RecordRescue(ports, into, partition, key, onEnd);
        rescue = begun;
        begun.start();
    }

    private void ended(Key key, int partition, Result result) {
        busy = false;
        if (result == Result.WAITING) {
            waiting.put(key, partition);
            resting = true;
            ports.timers().schedule(AGAIN_MILLIS, () -> {
                resting = false;
                next();
            });
            return;
        }
        if (result != Result.NOT_OWNED) {
            listener.onRescued(partition, result == Result.WHOLE);
        }
        next();
    }
}
