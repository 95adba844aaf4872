package io.gramme.node.antientropy;

import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Trees;
import io.gramme.node.tree.PartitionTree;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A store of millions of numbered keys, all with the same record, in twelve bytes each, and of what was changed since. Two
 * stores may share the keys. For measurements of what an exchange costs, on one loop.
 */
final class CompactStore implements Storage, Trees {
    private final Keys keys;
    private final SerialExecutor loop;
    private final TreeKey treeKey;
    private final Map<Integer, PartitionTree> trees = new TreeMap<>();
    private final TreeMap<byte[], Optional<Entry>> changes = new TreeMap<>(IndexKey::compare);

    /** The keys "key0" and so on, by hash. */
    static final class Keys {
        private final Partitions partitions;
        private final long[] hashes;
        private final int[] numbers;
        private final Entry entry;

        Keys(Partitions partitions, int count, Entry entry) {
            this.partitions = partitions;
            this.entry = entry;
            long[] hashOf = new long[count];
            for (int i = 0; i < count; i++) {
                hashOf[i] = key(i).hash();
            }
            this.numbers = IntStream.range(0, count)
                    .boxed()
                    .sorted((one, other) -> Long.compareUnsigned(hashOf[one], hashOf[other]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            this.hashes = Arrays.stream(numbers).mapToLong(i -> hashOf[i]).toArray();
        }

        static Key key(int number) {
            return Key.of("b", "key" + number);
        }

        /** The first position whose hash is not below. */
        private int position(long hash) {
            int low = 0;
            int high = hashes.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Long.compareUnsigned(hashes[middle], hash) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private boolean has(Key key) {
            for (int at = position(key.hash()); at < hashes.length && hashes[at] == key.hash(); at++) {
                if (key(numbers[at]).equals(key)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** @param filled whether all keys are there at first, or none */
    CompactStore(Keys keys, boolean filled, SerialExecutor loop, TreeKey treeKey) {
        this.keys = filled ? keys : new Keys(keys.partitions, 0, keys.entry);
        this.loop = loop;
        this.treeKey = treeKey;
        for (long hash : this.keys.hashes) {
            treeOf(hash)
                    .add(keys.partitions.leaf(hash), hash, keys.entry.header().versionHash());
        }
    }

    private PartitionTree treeOf(long hash) {
        return trees.computeIfAbsent(
                keys.partitions.of(hash), ignored -> PartitionTree.standalone(keys.partitions.fanout(), treeKey));
    }

    @Override
    public @Nullable PartitionTree tree(int partition) {
        return trees.get(partition);
    }

    @Override
    public ReadOutcome read(Space space, Key key) {
        Optional<Entry> changed = space == Space.LIVE ? changes.get(indexKey(key)) : Optional.empty();
        if (changed != null) {
            return changed.<ReadOutcome>map(Found::new).orElse(Absent.ABSENT);
        }
        return keys.has(key) ? new Found(keys.entry) : Absent.ABSENT;
    }

    @Override
    public HeaderOutcome header(Space space, Key key) {
        return read(space, key) instanceof Found found
                ? new HeaderFound(found.entry().header(), found.entry().payload().length)
                : Absent.ABSENT;
    }

    private byte[] indexKey(Key key) {
        return IndexKey.of(keys.partitions, Space.LIVE, key);
    }

    @Override
    public ReserveOutcome reserve(WriteKind kind, int payloadBytes) {
        return new Reserved(new Reservation() {});
    }

    @Override
    public void release(Reservation reservation) {}

    @Override
    public void write(Reservation reservation, Space space, Key key, Entry entry, OnDurable onDurable) {
        change(key, Optional.of(entry));
        loop.execute(() -> onDurable.onDurable(Durability.DURABLE));
    }

    @Override
    public void remove(Reservation reservation, Space space, Key key, OnDurable onDurable) {
        change(key, Optional.empty());
        loop.execute(() -> onDurable.onDurable(Durability.DURABLE));
    }

    private void change(Key key, Optional<Entry> next) {
        int leaf = keys.partitions.leaf(key.hash());
        if (header(Space.LIVE, key) instanceof HeaderFound old) {
            treeOf(key.hash()).remove(leaf, key.hash(), old.header().versionHash());
        }
        next.ifPresent(
                entry -> treeOf(key.hash()).add(leaf, key.hash(), entry.header().versionHash()));
        changes.put(indexKey(key), next);
    }

    @Override
    public Durability settled(Space space, Key key, OnDurable onDurable) {
        return Durability.DURABLE;
    }

    @Override
    public void force(Runnable onForced) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Cursor scanLeaf(int partition, int leaf) {
        Partitions division = keys.partitions;
        int shift = 64 - division.bits() - division.leafBits();
        long first = division.firstHash(partition) + ((long) leaf << shift);
        TreeMap<byte[], Entry> found = new TreeMap<>(IndexKey::compare);
        for (int at = keys.position(first); at < keys.hashes.length; at++) {
            long hash = keys.hashes[at];
            if (division.of(hash) != partition || division.leaf(hash) != leaf) {
                break;
            }
            found.put(indexKey(Keys.key(keys.numbers[at])), keys.entry);
        }
        changes.subMap(
                        IndexKey.leafBound(Space.LIVE, partition, leaf),
                        IndexKey.leafBound(Space.LIVE, partition, leaf + 1))
                .forEach((key, entry) -> {
                    found.remove(key);
                    entry.ifPresent(value -> found.put(key, value));
                });
        return new ListCursor(new ArrayList<>(found.entrySet()));
    }

    private static final class ListCursor implements Cursor {
        private final Iterator<Map.Entry<byte[], Entry>> entries;
        private Map.@Nullable Entry<byte[], Entry> current;

        ListCursor(List<Map.Entry<byte[], Entry>> entries) {
            this.entries = entries.iterator();
        }

        private Map.Entry<byte[], Entry> now() {
            if (current == null) {
                throw new IllegalStateException("next() was not called");
            }
            return current;
        }

        @Override
        public boolean next() {
            current = entries.hasNext() ? entries.next() : null;
            return current != null;
        }

        @Override
        public Key key() {
            return IndexKey.key(now().getKey());
        }

        @Override
        public io.gramme.node.storage.Header header() {
            return now().getValue().header();
        }

        @Override
        public int payloadBytes() {
            return now().getValue().payload().length;
        }

        @Override
        public ReadOutcome read() {
            return new Found(now().getValue());
        }

        @Override
        public void close() {}
    }

    @Override
    public Cursor scan(Space space, int partition, @Nullable Key after) {
        throw new UnsupportedOperationException("an exchange scans leaves");
    }

    @Override
    public Cursor scanFrom(Space space, int partition, long fromHash) {
        throw new UnsupportedOperationException("an exchange scans leaves");
    }

    @Override
    public Checked checkLeaf(int partition, int leaf) {
        throw new UnsupportedOperationException("an exchange checks nothing");
    }

    @Override
    public int nextOccupied(int partition, int leaf, int end) {
        throw new UnsupportedOperationException("an exchange checks nothing");
    }

    @Override
    public boolean checkInside(int partition) {
        throw new UnsupportedOperationException("an exchange checks nothing");
    }
}
