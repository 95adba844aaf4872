package io.gramme.chaos.named;

import io.gramme.node.app.NodeMetrics;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.coordinator.WriteResult.Written;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntConsumer;

/** Disks that are there twice, both with a process. */
final class CopyPlays {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private CopyPlays() {}

    /** A node stops cleanly, its disk is copied, and both start with nobody in reach who knows of both. */
    static void twoCopiesThatHearNothingOfEachOther(Stage stage) throws IOException {
        twice(stage, machine -> {});
    }

    /** The same, and both find that their disk has lost something, so that both raise their generation to the same. */
    static void twoCopiesThatRaiseTheirGeneration(Stage stage) throws IOException {
        twice(stage, machine -> {
            stage.cluster()
                    .node(machine)
                    .loops()
                    .get(0)
                    .execute(() ->
                            stage.cluster().node(machine).node().membership().onDamage());
            stage.eventually(
                    "it has a new generation",
                    PATIENCE,
                    () -> stage.cluster().node(machine).generation() == 1
                            && stage.cluster().node(machine).serves());
        });
    }

    private static void twice(Stage stage, IntConsumer beforeWriting) throws IOException {
        int original = stage.owner(0);
        CausalContext shown =
                Objects.requireNonNull(stage.put(original, "v1").w(3).must().context());
        stage.check(stage.cluster().stop(original, PATIENCE), "it does not stop");
        SimFiles disk = stage.backup(original);
        int copy = stage.cluster().addMachine(NodeMetrics.NONE);
        stage.machine(copy).insert(disk);
        stage.cutOff(copy, stage.owner(2), stage.fallback(0));
        for (int machine : new int[] {original, copy}) {
            stage.start(machine);
            stage.eventually(
                    "it serves", PATIENCE, () -> stage.cluster().node(machine).serves());
            beforeWriting.accept(machine);
        }
        Written one = stage.put(original, "original's").context(shown).must();
        Written other = stage.put(copy, "copy's").context(shown).must();
        stage.check(!one.dot().equals(other.dot()), "dot %s names both writes", one.dot());
        stage.kill(copy);
        stage.machine(copy).insert(SimFiles.empty());
        stage.converge();
        stage.get(stage.owner(1)).mustShow("copy's", "original's");
    }
}
