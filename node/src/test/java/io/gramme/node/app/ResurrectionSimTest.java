package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.ringchange.Proposed;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.transport.PurgeMessage.Holding;
import io.gramme.node.transport.PurgeMessage.PurgeApply;
import io.gramme.node.transport.PurgeMessage.PurgeHoldings;
import io.gramme.node.transport.PurgeMessage.PurgeItem;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.Ownership;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How deleted values came back elsewhere, one test each: the letters are those of the table of known cases. */
class ResurrectionSimTest {
    private static final Key KEY = Key.of("cart", "anna");
    private static final Key OTHER = Key.of("cart", "bob");

    private static KeyRecord held(PurgeScene scene, int node) {
        return Objects.requireNonNull(scene.held(node, KEY), "node " + node + " holds nothing");
    }

    /** (a) An owner sleeps through the delete, and through more than the age of the tombstone. */
    @Test
    void anOwnerThatSleptThroughTheDeleteBringsNothingBack() throws Exception {
        PurgeScene scene = PurgeScene.three(11);
        scene.put(0, KEY, "dead");
        scene.run(Duration.ofSeconds(1));
        assertThat(scene.held(2, KEY)).isNotNull();
        scene.kill(2);
        scene.delete(0, KEY);
        scene.run(PurgeScene.LONG);
        assertThat(held(scene, 0).holdsOnlyTombstones()).as("silence blocks").isTrue();
        scene.restart(2);
        assertThat(scene.get(2, KEY)).isEmpty();
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).isTrue();
    }

    /** (h) The same, and the sleeper is asked at once, in a quorum and alone. */
    @Test
    void aQuorumWithTheOwnerThatMissedTheDeleteSeesTheDelete() throws Exception {
        PurgeScene scene = PurgeScene.three(12);
        scene.put(0, KEY, "dead");
        scene.run(Duration.ofSeconds(1));
        scene.cut(2);
        scene.delete(0, KEY);
        scene.run(PurgeScene.LONG);
        assertThat(held(scene, 0).holdsOnlyTombstones()).isTrue();
        scene.cluster.net.heal();
        scene.run(Duration.ofSeconds(2));
        assertThat(scene.get(2, KEY)).isEmpty();
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).isTrue();
        assertThat(scene.read(2, KEY, 1)).isInstanceOf(ReadResult.NotFound.class);
    }

    /** (h) An owner lives, and no hint tells it of the delete any more: the others keep the tombstone for it. */
    @Test
    void anOwnerThatNeverHeardOfTheDeleteBlocksThePurge() throws Exception {
        PurgeScene scene = PurgeScene.three(21, "repair.interval", "1d");
        scene.put(0, KEY, "dead");
        scene.run(Duration.ofSeconds(1));
        scene.cut(2);
        scene.delete(0, KEY);
        scene.run(Duration.ofSeconds(5));
        for (int node = 0; node < 2; node++) {
            Storage storage = scene.records(node).storage();
            Storage.Reserved room = (Storage.Reserved) storage.reserve(Storage.WriteKind.RELIEF, 0);
            storage.remove(room.reservation(), Space.HINT, KEY, durability -> {});
        }
        scene.cluster.net.heal();
        scene.run(PurgeScene.LONG);
        assertThat(held(scene, 0).holdsOnlyTombstones()).isTrue();
        assertThat(held(scene, 2).holdsOnlyTombstones()).isFalse();
        assertThat(scene.get(2, KEY)).isEmpty();
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).as("a read has repaired it").isTrue();
    }

    /** (b) A copy on its way since before the delete arrives after the purge. */
    @Test
    void aHintFromBeforeTheDeleteIsDeadAfterThePurge() throws Exception {
        PurgeScene scene = PurgeScene.three(13);
        scene.put(0, KEY, "dead");
        KeyRecord late = held(scene, 0);
        scene.delete(0, KEY);
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).isTrue();
        for (WriteKind kind : WriteKind.values()) {
            scene.deliver(0, 1, KEY, late, kind);
            scene.deliver(1, 0, KEY, late, kind);
        }
        assertThat(scene.isGone(KEY)).isTrue();
        assertThat(scene.get(1, KEY)).isEmpty();
    }

    /** (b) A hint that is still kept somewhere blocks; once it is delivered, the purge goes on. */
    @Test
    void aHintThatIsKeptAnywhereBlocksThePurge() throws Exception {
        PurgeScene scene = PurgeScene.three(14);
        scene.put(0, KEY, "dead");
        KeyRecord old = held(scene, 0);
        scene.delete(0, KEY);
        scene.run(Duration.ofSeconds(30));
        scene.cut(2);
        scene.keepAsHint(0, 1, 2, KEY, old);
        scene.cluster.net.heal();
        scene.cluster.net.cut(List.of(scene.nodes.get(1).spec.at), List.of(scene.nodes.get(2).spec.at));
        scene.run(PurgeScene.LONG);
        assertThat(held(scene, 0).holdsOnlyTombstones()).isTrue();
        assertThat(held(scene, 2).holdsOnlyTombstones()).isTrue();
        scene.cluster.net.heal();
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).isTrue();
    }

    /** (b) A late copy that became a hint after the purge keeps the ledger's entry alive until it has been delivered. */
    @Test
    void theLedgerForgetsNothingWhileAnOldCopyIsKept() throws Exception {
        PurgeScene scene = PurgeScene.three(15, "repair.ledgerKeep", "2m");
        scene.put(0, KEY, "dead");
        KeyRecord old = held(scene, 0);
        scene.delete(0, KEY);
        scene.run(Duration.ofSeconds(100));
        assertThat(scene.isGone(KEY)).isTrue();
        scene.cluster.net.cut(List.of(scene.nodes.get(1).spec.at), List.of(scene.nodes.get(2).spec.at));
        scene.keepAsHint(0, 1, 2, KEY, old);
        scene.run(Duration.ofMinutes(6));
        assertThat(scene.isListed(2, KEY)).as("an old copy is still kept").isTrue();
        assertThat(scene.get(2, KEY)).as("and counts for nothing").isEmpty();
        scene.cluster.net.heal();
        scene.run(Duration.ofMinutes(6));
        assertThat(scene.isGone(KEY)).isTrue();
        assertThat(scene.isListed(2, KEY)).isFalse();
    }

    /** (c) Settings of a bucket may be reset; that touches no key, so nothing has to be fenced by it. */
    @Test
    void resettingABucketBringsNothingBack() throws Exception {
        PurgeScene scene = PurgeScene.three(16);
        scene.put(0, KEY, "dead");
        KeyRecord late = held(scene, 0);
        scene.delete(0, KEY);
        scene.run(PurgeScene.LONG);
        Node node = scene.nodes.get(0).node;
        node.control()
                .execute(() -> node.bucketEditor(0).reset("cart".getBytes(StandardCharsets.UTF_8), outcome -> {}));
        scene.run(Duration.ofSeconds(1));
        scene.deliverLate(0, 1, KEY, late);
        assertThat(scene.isGone(KEY)).isTrue();
    }

    /** (d) One owner has purged, the others have not: the tombstone goes back and forth and is not taken for missing. */
    @Test
    void anOwnerThatHasPurgedTakesTheTombstoneForDead() throws Exception {
        PurgeScene scene = PurgeScene.three(17);
        scene.put(0, KEY, "dead");
        scene.delete(0, KEY);
        scene.run(Duration.ofSeconds(2));
        KeyRecord tombstone = held(scene, 0);
        PurgeItem item = new PurgeItem(KEY, scene.records(0).versionHash(tombstone), false);
        var applied = scene.ask(
                0, 1, new PurgeApply(scene.ring().partition(KEY), scene.ring().epoch(), List.of(item)));
        assertThat(applied).isInstanceOf(PurgeHoldings.class);
        assertThat(((PurgeHoldings) applied).each()).containsExactly(Holding.LISTED);
        scene.deliver(0, 1, KEY, tombstone, WriteKind.ANTI_ENTROPY);
        assertThat(scene.held(1, KEY)).isNull();
        assertThat(scene.get(1, KEY)).isEmpty();
        assertThat(held(scene, 2).holdsOnlyTombstones())
                .as("reads repair nobody with what is gone")
                .isTrue();
        assertThat(held(scene, 2).siblings()).hasSize(1);
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).isTrue();
    }

    /** (e) While a partition moves, nothing of it is purged. */
    @Test
    void aPartitionThatMovesIsNotPurged() throws Exception {
        PurgeScene scene = PurgeScene.three(18);
        scene.put(0, KEY, "dead");
        scene.delete(0, KEY);
        scene.run(Duration.ofSeconds(2));
        KeyRecord tombstone = held(scene, 0);
        int partition = scene.ring().partition(KEY);
        Ring before = scene.ring();
        moved(scene);
        PurgeItem item = new PurgeItem(KEY, scene.records(0).versionHash(tombstone), false);
        assertThat(scene.ask(0, 1, new PurgeApply(partition, before.epoch(), List.of(item))))
                .as("asked by the ring from before the move")
                .isNotInstanceOf(PurgeHoldings.class);
        assertThat(held(scene, 1).holdsOnlyTombstones()).isTrue();
    }

    /** Decides an epoch in which the key's partition is to have other owners. */
    private static void moved(PurgeScene scene) {
        Process by = scene.nodes.get(0);
        Ring ring = by.knownRing();
        int partition = ring.partition(KEY);
        Row target =
                Row.of(ring.current(partition).owner(0), ring.current(partition).owner(1));
        Ownership.Rows rows = new Ownership.Rows(ring.current(partition), target);
        Epoch epoch = ring.epoch().next();
        Ownership ownership = ring.ownership().with(Map.of(partition, rows), epoch);
        Ring next = new Ring(ring.shape(), epoch, ring.members(), ownership, ring.group());
        List<Proposed> results = new ArrayList<>();
        by.node.control().execute(() -> by.node.register().propose(next, results::add));
        scene.cluster.runUntil("decided", () -> !results.isEmpty());
        assertThat(results.get(0)).isInstanceOf(Proposed.Decided.class);
        scene.cluster.runUntil(
                "everywhere",
                () -> scene.nodes.stream()
                        .allMatch(one -> !one.knownRing().epoch().equals(Epoch.FIRST)));
    }

    /** (f) The round met an owner that was behind; nobody asks for it again, and still it is done. */
    @Test
    void aPurgeThatMetASlowOwnerIsDoneLater() throws Exception {
        PurgeScene scene = PurgeScene.three(19);
        scene.put(0, KEY, "dead");
        scene.cut(2);
        scene.delete(0, KEY);
        scene.run(Duration.ofSeconds(100));
        for (int node = 0; node < 3; node++) {
            scene.kill(node);
        }
        scene.cluster.net.heal();
        for (int node = 0; node < 3; node++) {
            scene.nodes.set(node, scene.cluster.start(scene.nodes.get(node).spec));
        }
        scene.untilServing();
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).as("after all processes died, too").isTrue();
        assertThat(scene.get(2, KEY)).isEmpty();
    }

    /** (g) A disk is put back from before the delete, after the purge, and after the ledger forgot it. */
    @Test
    void aDiskFromBeforeTheDeleteBringsNothingBack() throws Exception {
        PurgeScene scene = PurgeScene.three(22, "repair.ledgerKeep", "2m");
        scene.put(0, KEY, "dead");
        scene.put(0, OTHER, "alive");
        scene.run(Duration.ofSeconds(1));
        SimFiles backup = scene.nodes.get(2).spec.files.image(Crash.syncedOnly());
        scene.delete(0, KEY);
        scene.run(PurgeScene.LONG);
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).isTrue();
        assertThat(scene.isListed(0, KEY)).as("even the ledger has forgotten").isFalse();
        scene.kill(2);
        scene.nodes.get(2).spec.files = backup;
        scene.restart(2);
        scene.run(PurgeScene.LONG);
        ShardRepair repair = scene.nodes.get(2).node.repair().shard(0);
        assertThat(repair.partitionTrust().doubtful()).as("it serves again").isEmpty();
        assertThat(scene.isGone(KEY)).isTrue();
        assertThat(scene.read(2, KEY, 1)).isInstanceOf(ReadResult.NotFound.class);
        assertThat(scene.get(2, OTHER)).containsExactly("alive");
        assertThat(scene.held(2, OTHER)).isNotNull();
        assertThat(backup.list("quarantine")).as("put aside, not thrown away").hasSize(1);
    }

    /** (g) The same, where the key was written anew since: the old value is no sibling of the new one. */
    @Test
    void aDiskFromBeforeTheDeleteAddsNoSiblingToAKeyWrittenAnew() throws Exception {
        PurgeScene scene = PurgeScene.three(23, "repair.ledgerKeep", "2m");
        scene.put(0, KEY, "dead");
        scene.run(Duration.ofSeconds(1));
        SimFiles backup = scene.nodes.get(2).spec.files.image(Crash.syncedOnly());
        scene.delete(0, KEY);
        scene.run(PurgeScene.LONG);
        scene.run(PurgeScene.LONG);
        scene.put(1, KEY, "new");
        scene.run(Duration.ofSeconds(1));
        scene.kill(2);
        scene.nodes.get(2).spec.files = backup;
        scene.restart(2);
        scene.run(PurgeScene.LONG);
        for (int node = 0; node < 3; node++) {
            assertThat(scene.get(node, KEY)).containsExactly("new");
            assertThat(held(scene, node).siblings()).hasSize(1);
        }
    }

    /** (g) All disks are put back: there is nobody to ask, and all that was saved is there again. */
    @Test
    void aClusterThatIsRestoredWholeComesUpByItself() throws Exception {
        PurgeScene scene = PurgeScene.three(24, "repair.ledgerKeep", "2m");
        scene.put(0, KEY, "saved");
        scene.run(Duration.ofSeconds(1));
        scene.delete(0, OTHER);
        scene.run(PurgeScene.LONG);
        scene.run(PurgeScene.LONG);
        for (Process one : scene.nodes) {
            one.node.control().execute(() -> one.node.membership().onDamage());
        }
        scene.run(PurgeScene.LONG);
        for (int node = 0; node < 3; node++) {
            assertThat(scene.get(node, KEY)).containsExactly("saved");
        }
    }

    /** (i) Expiry is part of the version, the same on every owner, and goes the way of a delete. */
    @Test
    void anExpiredVersionLeavesEveryOwnerAndIsNotHealed() throws Exception {
        PurgeScene scene = PurgeScene.three(20);
        scene.putExpiring(0, KEY, "dead", Duration.ofSeconds(20));
        scene.run(Duration.ofSeconds(2));
        KeyRecord expiring = held(scene, 0);
        assertThat(scene.get(1, KEY)).containsExactly("dead");
        scene.run(Duration.ofSeconds(40));
        assertThat(scene.get(1, KEY)).isEmpty();
        assertThat(scene.held(1, KEY)).as("expired, not old enough").isNotNull();
        scene.run(PurgeScene.LONG);
        assertThat(scene.isGone(KEY)).isTrue();
        scene.deliver(0, 1, KEY, expiring, WriteKind.ANTI_ENTROPY);
        assertThat(scene.held(1, KEY)).isNull();
    }
}
