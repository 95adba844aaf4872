package io.gramme.node.ringchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.Actor;
import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.HybridClock;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.SipHash;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Unreadable;
import io.gramme.node.storage.memory.MemoryStorage;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records of one partition on their way out of the live key space. */
class LocalSweepTest {
    private static final Partitions PARTITIONS = new Partitions(16);
    private static final int KEYS = 3_000;
    private static final int PARTITION = 5;

    private final SimLoop loop = new SimLoop();
    private final SimExecutor shard = new SimExecutor(loop, "shard");
    private final MemoryStorage storage = new MemoryStorage(
            PARTITIONS,
            new MemoryStorage.Loops(shard, new SimExecutor(loop, "log"), (message, cause) -> {
                throw new AssertionError(message, cause);
            }),
            MemoryStorage.Limits.GENEROUS);
    private boolean scansBreak;
    /** Forces are held up here while the disk is slow. */
    private final List<Object[]> heldForces = new ArrayList<>();

    private boolean forcesWait;
    private final RecordStore records = new RecordStore(
            breakable(), new ActorIdentity(3, 0, 0), SipHash.withKey(1, 2), RecordStore.LedgerLookup.NONE);

    /** The store, whose scans find an unreadable page at once while {@link #scansBreak}, and whose forces may be held up. */
    private Storage breakable() {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (scansBreak && method.getName().equals("scan")) {
                        return new BrokenScan();
                    }
                    if (forcesWait && method.getName().equals("force")) {
                        heldForces.add(arguments);
                        return null;
                    }
                    try {
                        return method.invoke(storage, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static final class BrokenScan implements Cursor {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public Unreadable interruption() {
            return new Unreadable("a damaged page");
        }

        @Override
        public Key key() {
            throw new AssertionError("there is none");
        }

        @Override
        public Header header() {
            throw new AssertionError("there is none");
        }

        @Override
        public int payloadBytes() {
            throw new AssertionError("there is none");
        }

        @Override
        public Storage.ReadOutcome read() {
            throw new AssertionError("there is none");
        }

        @Override
        public void close() {}
    }

    private void fill() {
        for (int i = 0; i < KEYS; i++) {
            Dot dot = new Dot(Actor.of(1, 0, 1), i + 1);
            long hlc = HybridClock.of(SimClock.START_MILLIS);
            Content content = Content.value(ValueBytes.of("v" + i), "text/plain", SimClock.START_MILLIS);
            StoredRecord stored = StoredRecord.unmarked(new KeyRecord(
                    CausalContext.of(dot, hlc),
                    List.of(new Sibling(dot, hlc, content, null, List.of())),
                    SiblingsMode.KEEP,
                    List.of()));
            Storage.Reserved room = (Storage.Reserved) records.reserve(Storage.WriteKind.ORDINARY, stored.record());
            records.store(room.reservation(), Space.LIVE, Key.of("cart", "k" + i), stored, durability -> {});
        }
        loop.runFor(Duration.ofSeconds(1));
    }

    private int count(Space space, int partition) {
        int count = 0;
        try (Cursor cursor = storage.scan(space, partition, null)) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    private List<Boolean> sweep(LocalSweep.Kind kind) {
        List<Boolean> ended = new ArrayList<>();
        Pacing pacing = (bytes, then) -> {
            shard.execute(then);
            return true;
        };
        LocalSweep.start(pacing, records, PARTITION, kind, ended::add);
        loop.runFor(Duration.ofSeconds(5));
        return ended;
    }

    @Test
    void aPartitionGoesAndComesBackWholeAndNoOtherIsTouched() {
        fill();
        int all = count(Space.LIVE, PARTITION);
        int other = count(Space.LIVE, PARTITION + 1);
        assertThat(all).as("several steps").isGreaterThan(130);
        assertThat(sweep(LocalSweep.Kind.RETIRE)).containsExactly(true);
        assertThat(count(Space.LIVE, PARTITION)).isZero();
        assertThat(count(Space.RETIRED, PARTITION)).isEqualTo(all);
        assertThat(count(Space.LIVE, PARTITION + 1)).isEqualTo(other);

        assertThat(sweep(LocalSweep.Kind.REINSTATE)).containsExactly(true);
        assertThat(count(Space.LIVE, PARTITION)).isEqualTo(all);
        assertThat(count(Space.RETIRED, PARTITION)).isZero();
    }

    @Test
    void aScanThatTheDiskBreaksOffIsNoEnd() {
        fill();
        scansBreak = true;
        assertThat(sweep(LocalSweep.Kind.RETIRE)).containsExactly(false);
        scansBreak = false;
        assertThat(sweep(LocalSweep.Kind.RETIRE)).containsExactly(true);
        assertThat(count(Space.LIVE, PARTITION)).isZero();
    }

    /** Found by the simulator (swarm seed 1182): under {@code sync: interval} the role was durable before its work was. */
    @Test
    void aSweepHasEndedWhenAllOfItIsForcedAndNotBefore() {
        fill();
        forcesWait = true;
        List<Boolean> ended = sweep(LocalSweep.Kind.RETIRE);
        assertThat(count(Space.LIVE, PARTITION)).isZero();
        assertThat(ended).isEmpty();
        heldForces.forEach(arguments -> storage.force((Runnable) arguments[0]));
        loop.runFor(Duration.ofSeconds(1));
        assertThat(ended).containsExactly(true);
    }
}
