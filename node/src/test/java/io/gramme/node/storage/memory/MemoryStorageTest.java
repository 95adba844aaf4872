package io.gramme.node.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.Invariants.BrokenInvariant;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.ScriptedFaults;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.Found;
import io.gramme.node.storage.Storage.RefusalReason;
import io.gramme.node.storage.Storage.Refused;
import io.gramme.node.storage.Storage.Reservation;
import io.gramme.node.storage.Storage.Reserved;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MemoryStorageTest {
    private static final Partitions PARTITIONS = new Partitions(16);
    private static final Header HEADER = new Header(1, Header.LWW, 3, 4);

    private final SimLoop loop = new SimLoop();
    private final List<String> fatal = new ArrayList<>();
    private final MemoryStorage.Loops loops = newLoops();
    private final List<String> durable = new ArrayList<>();

    private MemoryStorage.Loops newLoops() {
        return new MemoryStorage.Loops(
                new SimExecutor(loop, "shard"),
                new SimExecutor(loop, "writer"),
                (message, cause) -> fatal.add(message));
    }

    @Test
    void readsAtOnceWhatIsDurableOnlyLater() {
        MemoryStorage store = inMemory();
        put(store, "a", "1");
        assertThat(text(store, "a")).isEqualTo("1");
        assertThat(durable).isEmpty();
        loop.runUntilIdle(10);
        assertThat(durable).containsExactly("a");
        assertThat(store.header(Space.LIVE, key("a"))).isEqualTo(new Storage.HeaderFound(HEADER, 1));
        assertThat(store.read(Space.HINT, key("a"))).isEqualTo(Storage.Absent.ABSENT);
    }

    @Test
    void tellsOthersWhenTheNewestRecordOfAKeyIsSafe() {
        MemoryStorage store = inMemory();
        assertThat(store.settled(Space.LIVE, key("a"), durability -> durable.add("never")))
                .isEqualTo(Durability.DURABLE);
        put(store, "a", "under way");
        put(store, "b", "gathering");
        assertThat(store.settled(Space.LIVE, key("a"), durability -> durable.add("waited for a")))
                .isNull();
        assertThat(store.settled(Space.LIVE, key("b"), durability -> durable.add("waited for b")))
                .isNull();
        loop.runUntilIdle(10);
        assertThat(durable).containsExactly("a", "waited for a", "b", "waited for b");
        assertThat(store.settled(Space.LIVE, key("b"), durability -> durable.add("never")))
                .isEqualTo(Durability.DURABLE);
        put(store, "a", "again");
        loop.runUntilIdle(10);
        assertThat(durable).hasSize(5);
    }

    @Test
    void aRestartKeepsWhatWasCommittedAndLosesTheRest() {
        MemoryStorage store = inMemory();
        put(store, "a", "1");
        loop.runUntilIdle(10);
        put(store, "a", "2");
        put(store, "b", "3");
        MemoryStorage next = store.restarted(newLoops());
        assertThat(text(next, "a")).isEqualTo("1");
        assertThat(text(next, "b")).isNull();
    }

    @Test
    void everyCrashOfTheJournalKeepsWhatWasAcknowledgedAndInventsNothing() throws IOException {
        SimFiles files = SimFiles.recording();
        MemoryStorage store = onFiles(files);
        List<Integer> acknowledgedAt = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            put(store, "k" + i, "v".repeat(i * 40));
            loop.runUntilIdle(10);
            acknowledgedAt.add(files.history().size());
        }
        for (int prefix = 0; prefix <= files.history().size(); prefix++) {
            SimFiles disk = files.atPrefix(prefix).crash(Crash.arbitrary(new SeededRandomness(prefix)));
            MemoryStorage recovered = onFiles(disk);
            for (int i = 0; i < 20; i++) {
                String found = text(recovered, "k" + i);
                if (acknowledgedAt.get(i) <= prefix) {
                    assertThat(found).as("k%d at %d", i, prefix).isNotNull();
                }
                assertThat(found).isIn(null, "v".repeat(i * 40));
            }
        }
    }

    @Test
    void recoversAgainAfterARecoveryAndReplaysRemovals() throws IOException {
        SimFiles files = SimFiles.empty();
        MemoryStorage store = onFiles(files);
        put(store, "a", "1");
        put(store, "b", "1");
        loop.runUntilIdle(10);
        files = files.crash(new Crash.Prefix(0, 3));
        store = onFiles(files);
        store.remove(room(store, 0), Space.LIVE, key("a"), durability -> durable.add("removed a"));
        loop.runUntilIdle(10);
        assertThat(durable).containsExactly("a", "b", "removed a");
        files = files.crash(Crash.syncedOnly());
        store = onFiles(files);
        assertThat(text(store, "a")).isNull();
        assertThat(text(store, "b")).isEqualTo("1");
    }

    @Test
    void aFailedForceStopsTheStoreAndAcknowledgesNothing() throws IOException {
        SimFiles files = SimFiles.empty();
        ScriptedFaults faults = new ScriptedFaults();
        files.inject(faults);
        MemoryStorage store = onFiles(files);
        faults.failForceAfter(0);
        put(store, "a", "1");
        loop.runUntilIdle(10);
        assertThat(durable).isEmpty();
        assertThat(fatal).hasSize(1);
        assertThat(store.reserve(WriteKind.RELIEF, 1)).isEqualTo(new Refused(RefusalReason.STOPPED));
    }

    @Test
    void scansPartitionsAndLeavesInOrder() {
        MemoryStorage store = inMemory();
        TreeSet<Key> expected = new TreeSet<>(Comparator.comparing(Key::hash, Long::compareUnsigned));
        for (int i = 0; i < 2000; i++) {
            put(store, "k" + i, "x");
            if (PARTITIONS.of(key("k" + i)) == 7) {
                expected.add(key("k" + i));
            }
        }
        assertThat(keys(store.scan(Space.LIVE, 7, null))).containsExactlyElementsOf(expected);
        Key middle = new ArrayList<>(expected).get(expected.size() / 2);
        assertThat(keys(store.scan(Space.LIVE, 7, middle))).containsExactlyElementsOf(expected.tailSet(middle, false));
        assertThat(keys(store.scan(Space.RETIRED, 7, null))).isEmpty();
        int leaf = PARTITIONS.leaf(middle.hash());
        assertThat(keys(store.scanLeaf(7, leaf))).contains(middle);
        List<Key> byLeaves = new ArrayList<>();
        for (int each = 0; each < PARTITIONS.leaves(); each++) {
            byLeaves.addAll(keys(store.scanLeaf(7, each)));
        }
        assertThat(byLeaves).containsExactlyElementsOf(expected);
    }

    @Test
    void aCursorLivesWithChangesInBetween() {
        MemoryStorage store = inMemory();
        for (int i = 0; i < 500; i++) {
            put(store, "k" + i, "x");
        }
        Cursor cursor = store.scan(Space.LIVE, 3, null);
        List<Key> seen = new ArrayList<>();
        while (cursor.next()) {
            Key key = cursor.key();
            seen.add(key);
            store.remove(room(store, 0), Space.LIVE, key, durability -> {});
            assertThat(cursor.read()).isEqualTo(Storage.Absent.ABSENT);
            assertThat(cursor.header()).isEqualTo(HEADER);
        }
        assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThan(10);
        assertThat(keys(store.scan(Space.LIVE, 3, null))).isEmpty();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void refusesAtEachOfItsBounds() {
        MemoryStorage store = new MemoryStorage(PARTITIONS, loops, new MemoryStorage.Limits(60, 2, 100));
        assertThat(store.reserve(WriteKind.ORDINARY, 61)).isEqualTo(new Refused(RefusalReason.TOO_LARGE));
        Reservation first = room(store, 50);
        Reservation second = room(store, 50);
        assertThat(store.reserve(WriteKind.ORDINARY, 1)).isEqualTo(new Refused(RefusalReason.OVERLOADED));
        store.release(second);
        store.write(first, Space.LIVE, key("a"), new Entry(HEADER, new byte[50]), durability -> {});
        assertThat(store.reserve(WriteKind.ORDINARY, 41)).isEqualTo(new Refused(RefusalReason.DISK_FULL));
        assertThat(store.reserve(WriteKind.RELIEF, 41)).isInstanceOf(Reserved.class);
        assertThatThrownBy(() -> store.release(first)).isInstanceOf(BrokenInvariant.class);
        loop.runUntilIdle(10);
        assertThat(store.reserve(WriteKind.ORDINARY, 1)).isInstanceOf(Reserved.class);
    }

    private MemoryStorage inMemory() {
        return new MemoryStorage(PARTITIONS, loops, MemoryStorage.Limits.GENEROUS);
    }

    private MemoryStorage onFiles(SimFiles files) throws IOException {
        return new MemoryStorage(PARTITIONS, loops, MemoryStorage.Limits.GENEROUS, files);
    }

    private void put(MemoryStorage store, String name, String value) {
        byte[] payload = value.getBytes(StandardCharsets.UTF_8);
        Reservation room = room(store, payload.length);
        store.write(room, Space.LIVE, key(name), new Entry(HEADER, payload), durability -> {
            assertThat(durability).isEqualTo(Durability.DURABLE);
            durable.add(name);
        });
    }

    private static Reservation room(MemoryStorage store, int bytes) {
        return ((Reserved) store.reserve(WriteKind.ORDINARY, bytes)).reservation();
    }

    private static String text(MemoryStorage store, String name) {
        return store.read(Space.LIVE, key(name)) instanceof Found found
                ? new String(found.entry().payload(), StandardCharsets.UTF_8)
                : null;
    }

    private static List<Key> keys(Cursor cursor) {
        List<Key> keys = new ArrayList<>();
        while (cursor.next()) {
            keys.add(cursor.key());
        }
        cursor.close();
        return keys;
    }

    private static Key key(String name) {
        return Key.of("b", name);
    }
}
