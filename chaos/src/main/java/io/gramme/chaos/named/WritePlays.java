package io.gramme.chaos.named;

import io.gramme.chaos.cluster.Call;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.coordinator.Outcome;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.coordinator.WriteResult.Written;
import io.gramme.node.runtime.sim.ScriptedFaults;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What writers are promised: contexts, siblings, retries, and the truth about what was reached. */
final class WritePlays {
    private static final int MANY = 1_000;

    private WritePlays() {}

    /** Two clients, each one write behind the other: with one entry for a server there would be a sibling for each write. */
    static void siblingExplosion(Stage stage) throws IOException {
        CausalContext mine = stage.put(stage.owner(0), "a0").must().context();
        CausalContext theirs = stage.put(stage.owner(0), "b0").must().context();
        for (int i = 1; i < MANY / 2; i++) {
            mine = stage.put(stage.owner(i % 3), "a" + i).context(mine).must().context();
            theirs = stage.put(stage.owner(i % 2), "b" + i)
                    .context(theirs)
                    .must()
                    .context();
            int shown = stage.get(stage.owner(0)).r(3).must().values().size();
            stage.check(shown <= 3, "%d siblings after %d writes of two clients", shown, 2 * i);
        }
        stage.converge();
        stage.get(stage.owner(1)).mustShow("a" + (MANY / 2 - 1), "b" + (MANY / 2 - 1));
    }

    /** A put's context covers what it was given and its own dot, not what else the coordinator knows. */
    static void putContextCoversNoMore(Stage stage) throws IOException {
        CausalContext mine = stage.put(stage.owner(0), "mine1").w(3).must().context();
        stage.put(stage.owner(0), "theirs").w(3).must();
        CausalContext again =
                stage.put(stage.owner(0), "mine2").context(mine).must().context();
        stage.put(stage.owner(1), "mine3").context(again).must();
        stage.converge();
        stage.get(stage.owner(2)).mustShow("mine3", "theirs");
    }

    /** With the body, the context covers the whole merged record, for it was shown. */
    static void returnedBodyIsCovered(Stage stage) throws IOException {
        stage.put(stage.owner(0), "theirs").w(3).must();
        Written written = stage.put(stage.owner(0), "mine").returnBody().must();
        stage.put(stage.owner(1), "merged").context(written.context()).must();
        stage.converge();
        stage.get(stage.owner(2)).mustShow("merged");
    }

    /** A context with a gap covers nothing in the gap. */
    static void gapsCoverNothing(Stage stage) throws IOException {
        CausalContext first = stage.put(stage.owner(0), "v1").w(3).must().context();
        stage.put(stage.owner(0), "v2").w(3).must();
        CausalContext third = stage.put(stage.owner(0), "v3").w(3).must().context();
        stage.put(stage.owner(1), "v4").context(first.union(third)).must();
        stage.converge();
        stage.get(stage.owner(2)).mustShow("v2", "v4");
    }

    /** The answer is lost with its coordinator, the client tries again elsewhere: still one write. */
    static void lostAckAndRetryElsewhere(Stage stage) throws IOException {
        CausalContext shown = stage.put(stage.owner(0), "old").w(3).must().context();
        stage.put(stage.owner(0), "once").context(shown).id(7).send();
        stage.cluster().run(Duration.ofMillis(2));
        stage.kill(stage.owner(0));
        stage.put(stage.owner(1), "once").context(shown).id(7).must();
        stage.converge();
        stage.get(stage.owner(2)).mustShow("once");
    }

    /** As before, and another client has overwritten it meanwhile: the retry must not bring it back. */
    static void retryAfterAnOverwrite(Stage stage) throws IOException {
        CausalContext shown = stage.put(stage.owner(0), "old").w(3).must().context();
        Written first =
                stage.put(stage.owner(0), "once").context(shown).id(7).w(3).must();
        CausalContext seen = stage.get(stage.owner(1)).mustShow("once").context();
        stage.put(stage.owner(1), "newer").context(seen).w(3).must();
        stage.kill(stage.owner(0));
        Written again = stage.put(stage.owner(2), "once").context(shown).id(7).must();
        stage.check(again.dot().equals(first.dot()), "written as %s, and again as %s", first.dot(), again.dot());
        stage.converge();
        stage.get(stage.owner(2)).mustShow("newer");
    }

    /** Two coordinators get the same request while they cannot hear each other: one version with two names. */
    static void retryOnBothSidesOfAPartition(Stage stage) throws IOException {
        CausalContext shown = stage.put(stage.owner(0), "old").w(3).must().context();
        stage.cutOffForLong(stage.owner(0), stage.fallback(0));
        stage.put(stage.owner(0), "once").context(shown).id(7).must();
        CausalContext alias =
                stage.put(stage.owner(1), "once").context(shown).id(7).must().context();
        stage.converge();
        stage.get(stage.owner(2)).mustShow("once");
        stage.put(stage.owner(2), "next").context(alias).must();
        stage.converge();
        stage.get(stage.owner(0)).mustShow("next");
    }

    /** Concurrent writes of one actor are siblings; each context removes exactly what it covers. */
    static void siblingsOfOneActor(Stage stage) throws IOException {
        CausalContext first = stage.put(stage.owner(0), "v1").must().context();
        stage.put(stage.owner(0), "v2").must();
        stage.put(stage.owner(0), "v3").context(first).must();
        stage.converge();
        stage.get(stage.owner(1)).mustShow("v2", "v3");
    }

    /** Writes at the same moment at all owners: each is kept, though their stamps may be equal. */
    static void writesAtOneMoment(Stage stage) throws IOException {
        for (int round = 0; round < 5; round++) {
            CausalContext shown = stage.get(stage.owner(0)).r(3).must().context();
            for (int slot = 0; slot < 3; slot++) {
                stage.put(stage.owner(slot), "r" + round + "s" + slot)
                        .context(shown)
                        .send();
            }
            stage.run(2);
            stage.converge();
            stage.get(stage.owner(1)).mustShow("r" + round + "s0", "r" + round + "s1", "r" + round + "s2");
        }
    }

    /** Nobody is in reach: the writer is told that its write may have happened, never that it did not. */
    static void aTimeoutIsNotAFailure(Stage stage) throws IOException {
        // Requests arrive, answers do not.
        stage.cluster()
                .simulation()
                .network()
                .oneWay(
                        stage.names(List.of(stage.owner(1), stage.owner(2), stage.fallback(0), stage.fallback(1))),
                        stage.names(List.of(stage.owner(0))));
        RequestFailure failure =
                stage.put(stage.owner(0), "perhaps").w(2).budgetMillis(1_000).mustFail();
        stage.check(failure.outcome() != Outcome.NONE, "a write that was sent is said to have had no outcome");
        stage.converge();
        stage.get(stage.owner(1)).mustShow("perhaps");
    }

    /** A coordinator dies in the middle: what it sent is a write, and its dot is never used again. */
    static void aCoordinatorDiesInTheMiddle(Stage stage) throws IOException {
        CausalContext shown = stage.put(stage.owner(0), "v0").w(3).must().context();
        for (int round = 1; round <= 10; round++) {
            Call<WriteResult> call =
                    stage.put(stage.owner(0), "v" + round).context(shown).send();
            // From before anything was sent to after all was acknowledged.
            stage.cluster().run(Duration.ofNanos(150_000L * round));
            stage.kill(stage.owner(0));
            stage.start(stage.owner(0));
            stage.eventually("it serves", Duration.ofMinutes(1), stage.cluster()::allServe);
            boolean acknowledged = call.result() instanceof Written;
            stage.converge();
            stage.checkDots();
            List<String> values = stage.get(stage.owner(1)).must().values();
            stage.check(!acknowledged || values.contains("v" + round), "v%d is lost: %s", round, values);
            shown = stage.put(stage.owner(1), "w" + round)
                    .context(stage.get(stage.owner(1)).must().context())
                    .w(3)
                    .must()
                    .context();
        }
    }

    /**
     * A coordinator's disk fails to keep a write that others got: what it writes next, before it hears of the lost one, has
     * a dot of its own.
     */
    static void aCoordinatorForgetsItsLastWrite(Stage stage) throws IOException {
        int coordinator = stage.owner(0);
        CausalContext shown = stage.put(coordinator, "v0").w(3).must().context();
        ScriptedFaults faults = new ScriptedFaults();
        faults.failForceAfter(0);
        stage.machine(coordinator).disk().inject(faults);
        stage.put(coordinator, "v1").context(shown).send();
        stage.eventually(
                "the node stops",
                Duration.ofSeconds(30),
                () -> !stage.machine(coordinator).isRunning());
        stage.kill(coordinator);
        stage.check(stage.values(stage.owner(1)).contains("v1"), "the second owner has not got it");
        stage.cutOff(stage.owner(1), stage.owner(2));
        stage.start(coordinator);
        stage.eventually(
                "it serves",
                Duration.ofMinutes(1),
                () -> stage.cluster().node(coordinator).serves());
        stage.check(stage.values(coordinator).contains("v0"), "it holds %s", stage.values(coordinator));
        stage.put(coordinator, "v2").context(shown).w(1).must();
        stage.checkDots();
        stage.converge();
        stage.get(stage.owner(1)).mustShow("v1", "v2");
    }
}
