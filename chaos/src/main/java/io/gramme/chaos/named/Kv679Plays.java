package io.gramme.chaos.named;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The six ways in which Riak lost acknowledged writes by going on with a causal history that it had forgotten (riak_kv issue
 * 679, the names are riak_test's). What was a local not-found there, by reaping or a bad disk, is here a disk from a backup
 * made before the key was written.
 */
final class Kv679Plays {
    private Kv679Plays() {}

    /** Reaped on the owners, a fallback keeps the tombstone, the key is written again, then the hint arrives. */
    static void tombstone(Stage stage) throws IOException {
        List<SimFiles> before = new ArrayList<>();
        for (int slot = 0; slot < 3; slot++) {
            before.add(stage.backup(stage.owner(slot)));
        }
        CausalContext old = stage.put(stage.owner(0), "old").w(3).must().context();
        stage.cutOff(stage.owner(2));
        stage.delete(stage.owner(0)).context(old).w(3).must();
        for (int slot = 0; slot < 2; slot++) {
            stage.restore(stage.owner(slot), before.get(slot));
        }
        stage.run(20);
        // The third owner forgot, too, and is not back before the key is written anew.
        stage.kill(stage.owner(2));
        stage.machine(stage.owner(2)).insert(before.get(2));
        stage.run(1);
        stage.put(stage.owner(0), "new").must();
        KeyRecord end = stage.converge();
        stage.check(stage.values(stage.owner(0)).contains("new"), "the old tombstone killed the new value: %s", end);
    }

    /** One owner was down while the others forgot; it still has the tombstone of a long history. */
    static void tombstoneOfACrashedOwner(Stage stage) throws IOException {
        SimFiles first = stage.backup(stage.owner(0));
        SimFiles second = stage.backup(stage.owner(1));
        CausalContext context = null;
        for (int i = 0; i < 5; i++) {
            context = stage.put(stage.owner(0), "old" + i)
                    .context(context)
                    .w(3)
                    .must()
                    .context();
        }
        stage.delete(stage.owner(0)).context(context).w(3).must();
        stage.kill(stage.owner(2));
        stage.restore(stage.owner(0), first);
        stage.restore(stage.owner(1), second);
        stage.run(20);
        CausalContext one = stage.put(stage.owner(0), "new1").must().context();
        stage.put(stage.owner(0), "new2").context(one).must();
        stage.start(stage.owner(2));
        stage.converge();
        stage.get(stage.owner(1)).mustShow("new2");
    }

    /** The coordinator's disk knows nothing of the key that it writes. */
    static void dataloss(Stage stage) throws IOException {
        SimFiles before = stage.backup(stage.owner(0));
        CausalContext one = stage.put(stage.owner(0), "v1").w(3).must().context();
        stage.put(stage.owner(0), "v2").context(one).w(3).must();
        stage.restore(stage.owner(0), before);
        stage.run(20);
        stage.put(stage.owner(0), "v3").w(3).must();
        stage.converge();
        stage.get(stage.owner(1)).mustShow("v2", "v3");
    }

    /** Read repair brings a part of the history back, then the same node coordinates again. */
    static void datalossByReadRepair(Stage stage) throws IOException {
        SimFiles before = stage.backup(stage.owner(0));
        CausalContext one = stage.put(stage.owner(0), "v1").w(3).must().context();
        stage.cutOffForLong(stage.owner(1), stage.fallback(0), stage.fallback(1));
        stage.put(stage.owner(0), "v2").context(one).must();
        stage.kill(stage.owner(2));
        stage.reconnect();
        // Hints for the second owner lie beside the first one's copy and are gone with it.
        stage.restore(stage.owner(0), before);
        stage.run(20);
        CausalContext shown = stage.get(stage.owner(0)).mustShow("v1").context();
        stage.put(stage.owner(0), "v3").context(shown).must();
        stage.start(stage.owner(2));
        stage.converge();
        stage.get(stage.owner(1)).mustShow("v2", "v3");
    }

    /** A replica that forgot coordinates, and is refilled by hints of its own former writes afterwards. */
    static void datalossByHandoff(Stage stage) throws IOException {
        CausalContext one = stage.put(stage.owner(0), "v1").w(3).must().context();
        SimFiles early = stage.backup(stage.owner(0));
        CausalContext two =
                stage.put(stage.owner(0), "v2").context(one).w(3).must().context();
        stage.cutOffForLong(stage.owner(0));
        stage.put(stage.owner(1), "v3").context(two).must();
        stage.kill(stage.owner(0));
        stage.machine(stage.owner(0)).insert(early);
        stage.start(stage.owner(0));
        stage.reconnect();
        stage.eventually("it serves", java.time.Duration.ofMinutes(1), stage.cluster()::allServe);
        stage.put(stage.owner(0), "v4").context(one).must();
        stage.converge();
        stage.get(stage.owner(1)).mustShow("v3", "v4");
    }

    /** Two machines with one disk's identity: the second is refused, and the first never doubts its disk. */
    static void uid(Stage stage) throws IOException {
        stage.put(stage.owner(0), "v1").w(3).must();
        SimFiles copy = stage.backup(stage.owner(0));
        CausalContext shown =
                Objects.requireNonNull(stage.get(stage.owner(1)).mustShow("v1").context());
        int clone = stage.cluster().addMachine(io.gramme.node.app.NodeMetrics.NONE);
        stage.machine(clone).insert(copy);
        stage.start(clone);
        stage.run(30);
        stage.check(!stage.machine(clone).isRunning(), "the copy runs beside its original");
        int generation = stage.cluster().node(stage.owner(0)).generation();
        stage.check(generation == 0, "the original counts as restored %d times", generation);
        stage.put(stage.owner(0), "v2").context(shown).must();
        stage.machine(clone).insert(SimFiles.empty());
        stage.start(clone);
        stage.reconnect();
        stage.run(60);
        stage.check(
                stage.get(stage.owner(1)).must().values().contains("v2"),
                "the write of the first process is lost: %s",
                stage.values(stage.owner(1)));
    }
}
