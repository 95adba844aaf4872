package io.gramme.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.Invariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The delta against a {@code TreeMap}, large enough for three levels of nodes. */
class IndexDeltaPropertyTest {
    private final Random random = new Random(21);
    private final IndexDelta delta = new IndexDelta();
    private final NavigableMap<byte[], IndexEntry> expected = new TreeMap<>(IndexKey::compare);

    enum Order {
        RANDOM,
        ASCENDING,
        DESCENDING
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void agreesWithATreeMap(Order order) {
        List<byte[]> keys = new ArrayList<>(IndexKeys.pool(random, 20_000));
        switch (order) {
            case ASCENDING -> keys.sort(IndexKey::compare);
            case DESCENDING -> keys.sort((left, right) -> IndexKey.compare(right, left));
            case RANDOM -> {}
        }
        long payload = 0;
        for (byte[] key : keys) {
            put(key);
            payload += key.length + IndexEntry.BYTES;
            byte[] changed = keys.get(random.nextInt(keys.size()));
            if (expected.containsKey(changed)) {
                put(changed);
            }
        }
        assertThat(delta.entries()).isEqualTo(expected.size());
        assertThat(delta.bytes()).isBetween(payload, payload + 40L * keys.size());
        for (Map.Entry<byte[], IndexEntry> entry : expected.entrySet()) {
            require(entry.getValue().equals(delta.get(entry.getKey())));
            require(delta.get(IndexKey.after(entry.getKey())) == null);
        }
        for (int i = 0; i < 300; i++) {
            requireScan(bound(keys), bound(keys));
        }
        requireScan(new byte[0], new byte[] {(byte) 0xff});
    }

    @Test
    void aCursorSeesWhatStaysOnceWhileTheDeltaGrows() {
        List<byte[]> keys = IndexKeys.pool(random, 6_000);
        keys.subList(0, 3_000).forEach(this::put);
        NavigableMap<byte[], IndexEntry> unchanged = new TreeMap<>(expected);
        IndexCursor cursor = delta.scan(new byte[0], null);
        byte[] last = new byte[0];
        int next = 3_000;
        while (cursor.next() == IndexCursor.Step.ENTRY) {
            require(IndexKey.compare(last, cursor.key()) < 0);
            last = cursor.key();
            unchanged.remove(last);
            if (next < keys.size()) {
                put(keys.get(next++));
            }
        }
        assertThat(unchanged).isEmpty();
        assertThat(cursor.next()).isEqualTo(IndexCursor.Step.END);
    }

    @Test
    void aFrozenDeltaRefusesChanges() {
        byte[] key = IndexKeys.pool(random, 1).get(0);
        put(key);
        delta.freeze();
        assertThatThrownBy(() -> put(key)).isInstanceOf(Invariants.BrokenInvariant.class);
        assertThat(delta.get(key)).isEqualTo(expected.get(key));
    }

    private void put(byte[] key) {
        IndexEntry entry = random.nextInt(5) == 0 ? IndexKeys.removal(random) : IndexKeys.entry(random);
        delta.put(key, entry);
        expected.put(key, entry);
    }

    private byte[] bound(List<byte[]> keys) {
        byte[] key = keys.get(random.nextInt(keys.size()));
        return random.nextBoolean() ? key : IndexKey.after(key);
    }

    private void requireScan(byte[] one, byte[] other) {
        byte[] from = IndexKey.compare(one, other) <= 0 ? one : other;
        byte[] to = from == one ? other : one;
        var wanted = expected.subMap(from, true, to, false).entrySet().iterator();
        IndexCursor cursor = delta.scan(from, to);
        while (cursor.next() == IndexCursor.Step.ENTRY) {
            Map.Entry<byte[], IndexEntry> next = wanted.next();
            require(IndexKey.compare(cursor.key(), next.getKey()) == 0);
            require(cursor.entry().equals(next.getValue()));
        }
        require(!wanted.hasNext());
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new AssertionError("delta and map differ");
        }
    }
}
