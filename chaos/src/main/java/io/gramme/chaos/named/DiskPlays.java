package io.gramme.chaos.named;

import io.gramme.chaos.cluster.Call;
import io.gramme.chaos.sim.DiskSpeed;
import io.gramme.node.causality.Actor;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.coordinator.WriteResult.Written;
import io.gramme.node.membership.Liveness;
import io.gramme.node.membership.Membership;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.ScriptedFaults;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import io.gramme.ring.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Disks that lie, fill up, are slow, or are not the ones they were. */
final class DiskPlays {
    private DiskPlays() {}

    private static Key key(int number) {
        return Key.of("stage", "other" + number);
    }

    /** A disk from a backup: what the node wrote since is not lost, and none of its dots is used again. */
    static void restoredFromABackup(Stage stage) throws IOException {
        CausalContext shown = stage.put(stage.owner(0), "v1").w(3).must().context();
        SimFiles backup = stage.backup(stage.owner(0));
        for (int i = 2; i < 6; i++) {
            shown = stage.put(stage.owner(0), "v" + i)
                    .context(shown)
                    .w(3)
                    .must()
                    .context();
        }
        // Long enough for the peers to hear how far this node's log has come.
        stage.run(60);
        stage.restore(stage.owner(0), backup);
        stage.eventually("it serves", Duration.ofMinutes(1), stage.cluster()::allServe);
        Written written = stage.put(stage.owner(0), "restored").must();
        stage.check(Actor.generation(written.dot().actor()) > 0, "written under the old generation: %s", written.dot());
        stage.converge();
        stage.get(stage.owner(1)).mustShow("restored", "v5");
    }

    /** What a restored disk brought is shown to nobody before every owner has said what it knows of it, the dead one too. */
    static void aRestoredDiskWaitsForTheDead(Stage stage) throws IOException {
        int restored = stage.owner(0);
        CausalContext shown = stage.put(restored, "v1").w(3).must().context();
        SimFiles backup = stage.backup(restored);
        stage.put(restored, "v2").context(shown).w(3).must();
        // Long enough for the peers to hear how far this node's log has come.
        stage.run(60);
        stage.kill(stage.owner(2));
        stage.restore(restored, backup);
        stage.run(60);
        stage.check(stage.holdsBack(restored), "it shows what it holds while an owner is silent");
        stage.get(restored).r(2).mustFail();
        stage.start(stage.owner(2));
        stage.eventually("all owners have spoken", Duration.ofMinutes(1), () -> !stage.holdsBack(restored));
        stage.converge();
        stage.get(restored).mustShow("v2");
    }

    /** Peers hear of a run, and seconds later the power of the whole room goes; then a disk from before that run comes back. */
    static void restoredAfterAMassRestart(Stage stage) throws IOException {
        int restored = stage.owner(0);
        stage.put(restored, "v1").w(3).must();
        SimFiles backup = stage.backup(restored);
        CausalContext shown = stage.put(restored, "v2").w(3).must().context();
        stage.kill(restored);
        stage.start(restored);
        stage.eventually("it serves", Duration.ofSeconds(20), stage.cluster()::allServe);
        stage.put(restored, "v3").context(shown).w(3).must();
        for (int machine = 0; machine < 3; machine++) {
            stage.kill(machine);
        }
        stage.machine(restored).insert(backup);
        stage.heal();
        Written written = stage.put(restored, "restored").must();
        stage.check(Actor.generation(written.dot().actor()) > 0, "written under the old generation: %s", written.dot());
        stage.converge();
        stage.get(stage.owner(1)).mustShow("restored", "v1", "v3");
    }

    /** A disk some starts older comes back when all hold its newer run for dead: it is heard, and learns what it is. */
    static void anOlderDiskAfterADeath(Stage stage) throws IOException {
        int restored = stage.owner(0);
        SimFiles backup = stage.backup(restored);
        NodeId node = stage.cluster().node(restored).id();
        for (int start = 0; start < 2; start++) {
            stage.kill(restored);
            stage.start(restored);
            stage.eventually("it serves", Duration.ofMinutes(1), stage.cluster()::allServe);
        }
        stage.put(restored, "v1").w(3).must();
        stage.kill(restored);
        for (int slot = 1; slot < 3; slot++) {
            Membership peer = stage.cluster().node(stage.owner(slot)).node().membership();
            stage.eventually(
                    "a peer holds it for dead", Duration.ofMinutes(2), () -> peer.liveness(node) == Liveness.DEAD);
        }
        stage.machine(restored).insert(backup);
        stage.start(restored);
        stage.eventually("it serves", Duration.ofMinutes(1), stage.cluster()::allServe);
        Written written = stage.put(restored, "restored").must();
        stage.check(Actor.generation(written.dot().actor()) > 0, "written under the old generation: %s", written.dot());
        stage.converge();
        stage.get(stage.owner(1)).mustShow("restored", "v1");
    }

    /** The power of the whole room goes, in the middle of writes. */
    static void massRestart(Stage stage) throws IOException {
        List<Call<WriteResult>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            calls.add(stage.put(i % 5, "v" + i).to(key(i)).send());
            stage.cluster().run(Duration.ofNanos(300_000));
        }
        for (int machine = 0; machine < 5; machine++) {
            stage.machine(machine)
                    .kill(
                            machine % 2 == 0
                                    ? Crash.syncedOnly()
                                    : Crash.arbitrary(
                                            stage.cluster().simulation().fork("crash" + machine)));
        }
        stage.heal();
        stage.run(30);
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).result() instanceof Written) {
                stage.get((i + 1) % 5).of(key(i)).r(3).mustShow("v" + i);
            }
        }
    }

    /** One disk of three is full: writes go on, that node serves reads and deletes, and says so when it is asked to write. */
    static void oneDiskIsFull(Stage stage) throws IOException {
        CausalContext shown = stage.put(stage.owner(0), "before").w(3).must().context();
        stage.kill(stage.owner(2));
        long used = stage.machine(stage.owner(2)).disk().space().totalBytes()
                - stage.machine(stage.owner(2)).disk().space().freeBytes();
        stage.machine(stage.owner(2)).disk().capacity(used + (64 << 10));
        stage.start(stage.owner(2));
        stage.eventually("it serves", Duration.ofMinutes(1), stage.cluster()::allServe);
        CausalContext during =
                stage.put(stage.owner(0), "during").context(shown).must().context();
        stage.get(stage.owner(2)).r(2).mustShow("during");
        stage.delete(stage.owner(1)).context(during).must();
        stage.check(stage.machine(stage.owner(2)).isRunning(), "a full disk stopped the node");
        stage.converge();
        stage.get(stage.owner(2)).mustShow();
    }

    /** A disk that takes a third of a second for each fsync is slow, not dead. */
    static void aSlowDisk(Stage stage) throws IOException {
        stage.machine(stage.owner(1)).disk(new DiskSpeed(Duration.ofMillis(300), 1));
        CausalContext shown = null;
        for (int i = 0; i < 10; i++) {
            shown = stage.put(stage.owner(i % 3), "v" + i).context(shown).must().context();
        }
        stage.run(20);
        stage.get(stage.owner(1)).mustShow("v9");
        stage.check(stage.machine(stage.owner(1)).isRunning(), "the slow node stopped");
        stage.converge();
    }

    /** An fsync fails: the node stops and nothing unforced was acknowledged as forced. */
    static void aFailedFsync(Stage stage) throws IOException {
        stage.put(stage.owner(0), "before").w(3).must();
        ScriptedFaults faults = new ScriptedFaults();
        faults.failForceAfter(0);
        stage.machine(stage.owner(1)).disk().inject(faults);
        Written during = stage.put(stage.owner(0), "during").must();
        stage.check(during.achieved().durable() >= 2, "acknowledged with %s", during.achieved());
        stage.eventually(
                "the node stops",
                Duration.ofSeconds(30),
                () -> !stage.machine(stage.owner(1)).isRunning());
        stage.converge();
        stage.get(stage.owner(1)).mustShow("before", "during");
    }

    /** A bit flips in the log under a live record: not a not-found, and the record comes back from the others. */
    static void aFlippedBit(Stage stage) throws IOException {
        stage.put(stage.owner(0), "value-to-be-damaged").w(3).must();
        damage(stage, stage.owner(0), "value-to-be-damaged");
        Storage storage = java.util.Objects.requireNonNull(
                        stage.cluster().node(stage.owner(0)).records(0))
                .storage();
        stage.check(
                storage.read(Space.LIVE, stage.key()) instanceof Storage.Unreadable,
                "the damaged record reads as %s",
                storage.read(Space.LIVE, stage.key()));
        stage.kill(stage.owner(2));
        // Of the two that are left one cannot say: that is no vote, and no not-found.
        stage.get(stage.owner(0)).r(2).mustFail();
        stage.get(stage.owner(0)).r(1).mustShow("value-to-be-damaged");
        stage.heal();
        stage.run(5);
        stage.get(stage.owner(0)).r(2).mustShow("value-to-be-damaged");
    }

    /** The local copy cannot be read: a write merges another owner's copy first, so that it forgets nothing. */
    static void aWriteOnAnUnreadableCopy(Stage stage) throws IOException {
        stage.put(stage.owner(0), "sibling-to-be-damaged").w(3).must();
        damage(stage, stage.owner(0), "sibling-to-be-damaged");
        stage.put(stage.owner(0), "blind").must();
        stage.converge();
        stage.get(stage.owner(0)).mustShow("blind", "sibling-to-be-damaged");
    }

    /** Bits flip in a sealed segment while the node is down: what lies behind them is not taken for a torn tail. */
    static void damageInASealedSegment(Stage stage) throws IOException {
        // Two or three segments of it, and no flush of the index behind which a start would not look.
        for (int i = 0; i < 9; i++) {
            stage.put(stage.owner(0), "v" + i + "-" + "x".repeat(1_000))
                    .to(key(i))
                    .w(3)
                    .must();
        }
        stage.put(stage.owner(0), "the last one").w(3).must();
        stage.kill(stage.owner(0));
        flip(stage.machine(stage.owner(0)).disk(), "v0-xxx");
        stage.start(stage.owner(0));
        stage.eventually("it serves", Duration.ofMinutes(1), stage.cluster()::allServe);
        Storage storage = java.util.Objects.requireNonNull(
                        stage.cluster().node(stage.owner(0)).records(0))
                .storage();
        for (int i = 1; i < 9; i++) {
            Storage.ReadOutcome outcome = storage.read(Space.LIVE, key(i));
            stage.check(outcome instanceof Storage.Found, "v%d, sound and behind the damage, reads as %s", i, outcome);
        }
        stage.check(
                stage.values(stage.owner(0)).contains("the last one"),
                "what lay behind the damage is gone: %s",
                stage.values(stage.owner(0)));
        stage.converge();
    }

    private static void damage(Stage stage, int machine, String text) throws IOException {
        flip(stage.machine(machine).disk(), text);
    }

    /** Flips a bit of each place in the log where a text lies. */
    private static void flip(SimFiles disk, String text) throws IOException {
        byte[] wanted = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (String name : disk.list("log")) {
            String path = "log/" + name;
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate((int) disk.size(path));
            try (io.gramme.node.runtime.Files.ReadFile file = disk.open(path)) {
                file.read(0, bytes);
            }
            byte[] content = bytes.array();
            for (int at = 0; at + wanted.length <= content.length; at++) {
                if (java.util.Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
                    disk.flipBit(path, at, 0);
                }
            }
        }
    }
}
