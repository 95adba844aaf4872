package io.gramme.node.coordinator;

import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.storage.Storage.OnDurable;
import io.gramme.node.storage.Storage.Reservation;
import io.gramme.ring.Key;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Hints in a map: durable one turn after they are kept. */
final class MapHints implements HintStore {
    final Map<Key, Held> kept = new HashMap<>();
    boolean full;

    private final SerialExecutor loop;
    private final ActorIdentity identity;

    private record Place() implements Reservation {}

    MapHints(SerialExecutor loop, ActorIdentity identity) {
        this.loop = loop;
        this.identity = identity;
    }

    @Override
    public Lookup lookup(Key key) {
        Held held = kept.get(key);
        return held == null ? Missing.MISSING : held;
    }

    @Override
    public Outcome keep(Key key, KeyRecord incoming, Obligation obligation, OnDurable onDurable) {
        if (full) {
            return Full.FULL;
        }
        Held held = kept.get(key);
        StoredRecord merged =
                held == null ? StoredRecord.unmarked(incoming) : held.stored().receive(incoming, identity);
        put(key, merged, obligation, onDurable);
        return new Kept(null);
    }

    @Override
    public Room reserve(int recordBytes) {
        return full ? Full.FULL : new Reserved(new Place());
    }

    @Override
    public void release(Reservation room) {}

    @Override
    public void store(Reservation room, Key key, StoredRecord coordinated, Obligation obligation, OnDurable onDurable) {
        put(key, coordinated, obligation, onDurable);
    }

    private void put(Key key, StoredRecord record, Obligation obligation, OnDurable onDurable) {
        TreeSet<Integer> owners = new TreeSet<>();
        Held held = kept.get(key);
        if (held != null) {
            for (int owner : held.owners()) {
                owners.add(owner);
            }
        }
        for (int owner : obligation.owners()) {
            owners.add(owner);
        }
        int[] all = owners.stream().mapToInt(Integer::intValue).toArray();
        kept.put(key, new Held(record, all));
        loop.execute(() -> onDurable.onDurable(Durability.DURABLE));
    }
}
