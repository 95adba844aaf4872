package io.gramme.chaos.named;

import io.gramme.chaos.cluster.Call;
import io.gramme.chaos.sim.DiskSpeed;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.coordinator.Achieved;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.coordinator.WriteResult.Written;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What counts for R and W, and what does not. */
final class QuorumPlays {
    /** Longer than what travels in full where a digest was asked for. */
    private static final String LARGE = "x".repeat(5_000);

    private QuorumPlays() {}

    /** All owners are out of reach of two fallbacks that hold nothing: that is no not-found. */
    static void anEmptyFallbackIsNoVote(Stage stage) throws IOException {
        stage.put(stage.owner(0), "there").w(3).must();
        stage.cutOffForLong(stage.fallback(0), stage.fallback(1));
        stage.get(stage.fallback(0)).mustFail();
        stage.get(stage.fallback(0)).r(1).mustFail();
        stage.converge();
    }

    /** A fallback that holds a hint is a vote for whom it keeps it. */
    static void aHintIsAVote(Stage stage) throws IOException {
        stage.cutOffForLong(stage.fallback(0), stage.fallback(1));
        Written written = stage.put(stage.fallback(0), "kept").must();
        Achieved achieved = written.achieved();
        stage.check(achieved.owners() == 0 && achieved.hinted() == 2, "two fallbacks kept it: %s", achieved);
        stage.get(stage.fallback(1)).mustShow("kept");
        RequestFailure failure = stage.put(stage.fallback(0), "primaries").pw(1).mustFail();
        stage.check(
                failure.reason() == RequestFailure.Reason.PRIMARIES_UNAVAILABLE,
                "no owner, and not told so: %s",
                failure);
        stage.converge();
        stage.check(stage.get(stage.owner(0)).must().values().contains("kept"), "what two fallbacks kept is lost");
    }

    /** One fallback stands in for three owners and is one node. */
    static void aNodeCountsOnce(Stage stage) throws IOException {
        stage.cutOffForLong(stage.fallback(0));
        stage.put(stage.fallback(0), "alone").mustFail();
        stage.put(stage.fallback(0), "one").w(1).must();
        stage.get(stage.fallback(0)).mustFail();
        List<String> kept = stage.get(stage.fallback(0)).r(1).must().values();
        stage.check(kept.contains("one"), "what one fallback keeps is no vote: %s", kept);
        stage.converge();
        stage.check(stage.get(stage.owner(0)).must().values().contains("one"), "what one fallback kept is lost");
    }

    /** An owner and who stands in for it are one slot: a stand-in makes up W=3 only for the owner that is away. */
    static void anOwnerAndItsStandInAreOneSlot(Stage stage) throws IOException {
        stage.cutOffForLong(stage.owner(2), stage.fallback(1));
        // The second owner is slow enough for a stand-in, and answers after all.
        stage.machine(stage.owner(1)).disk(new DiskSpeed(Duration.ofMillis(600), 1));
        Call<WriteResult> call = stage.put(stage.owner(0), "three").w(3).send();
        WriteResult result = stage.cluster().await(call);
        if (result instanceof Written written) {
            Achieved achieved = written.achieved();
            stage.check(achieved.replies() >= 3, "W=3 with %s", achieved);
            int third = stage.cluster()
                    .node(stage.owner(2))
                    .node()
                    .views(0)
                    .current()
                    .selfIndex();
            boolean kept = stage.cluster().node(stage.fallback(0)).node().hints(0).stream()
                    .anyMatch(target -> target.node() == third);
            stage.check(kept, "two owners and a stand-in for one of them made up W=3: %s", result);
        }
        stage.converge();
    }

    /** With three nodes there is no stand-in: what the coordinator keeps beside its copy counts for nothing. */
    static void aHintBesideTheOwnCopyCountsForNothing(Stage stage) throws IOException {
        stage.cutOffForLong(stage.owner(0));
        stage.put(stage.owner(0), "alone").mustFail();
        Achieved achieved = stage.put(stage.owner(0), "one").w(1).must().achieved();
        stage.check(achieved.replies() == 1 && achieved.hinted() == 0, "alone, with %s", achieved);
        stage.converge();
        stage.check(stage.values(stage.owner(1)).contains("one"), "the hint was not delivered");
    }

    /** A digest that equals nothing that was seen is no vote for what was seen. */
    static void anUnknownDigestIsFetched(Stage stage) throws IOException {
        CausalContext old = stage.put(stage.owner(0), LARGE + "old").w(3).must().context();
        stage.cutOffForLong(stage.owner(0), stage.fallback(0), stage.fallback(1));
        stage.put(stage.owner(1), LARGE + "new").context(old).pw(2).must();
        stage.kill(stage.owner(2));
        stage.reconnect();
        stage.eventually(
                "the two hear each other",
                Duration.ofMinutes(2),
                () -> stage.hears(stage.owner(0), stage.owner(1)) && stage.hears(stage.owner(1), stage.owner(0)));
        // A connection from before the cut may still have to break.
        ReadResult result = stage.get(stage.owner(0)).pr(2).ask();
        for (int attempt = 0; attempt < 100 && result instanceof RequestFailure; attempt++) {
            stage.cluster().run(Duration.ofMillis(200));
            result = stage.get(stage.owner(0)).pr(2).ask();
        }
        stage.check(
                result instanceof ReadResult.Found found
                        && Stage.texts(found.view().siblings()).equals(List.of(LARGE + "new")),
                "not the new value: %s",
                result);
        stage.converge();
    }

    /**
     * After a consistent read, R owners hold what it showed, safe from a power cut: a further read shows no less, whoever
     * answers it.
     */
    static void aConsistentReadIsWrittenBack(Stage stage) throws IOException {
        CausalContext old = stage.put(stage.owner(0), "old").w(3).must().context();
        // The third owner is silent, and the first one is away only as long as its write takes.
        stage.machine(stage.owner(2)).pause();
        stage.cutOff(stage.owner(0));
        stage.put(stage.owner(0), "new").context(old).w(1).must();
        stage.reconnect();
        stage.check(stage.values(stage.owner(1)).contains("old"), "the second owner has heard of it");
        stage.machine(stage.owner(1)).disk(new DiskSpeed(Duration.ofMillis(300), 1));
        Get.Seen seen = stage.get(stage.owner(1)).r(2).consistent().must();
        stage.kill(stage.owner(0));
        stage.kill(stage.owner(1));
        stage.machine(stage.owner(1)).disk(DiskSpeed.FAST);
        stage.machine(stage.owner(2)).resume();
        stage.start(stage.owner(1));
        stage.eventually(
                "the second owner serves",
                Duration.ofMinutes(1),
                () -> stage.cluster().node(stage.owner(1)).serves());
        Get.Seen later = stage.get(stage.owner(1)).r(2).must();
        stage.check(later.values().equals(seen.values()), "first %s, then %s", seen.values(), later.values());
        stage.converge();
    }

    /** Who reads after its own write sees it, or hears that what is in reach is stale. */
    static void readAfterASession(Stage stage) throws IOException {
        CausalContext old = stage.put(stage.owner(0), "old").w(3).must().context();
        stage.cutOffForLong(stage.owner(0), stage.owner(1), stage.fallback(0));
        CausalContext mine =
                stage.put(stage.owner(0), "new").context(old).must().context();
        RequestFailure failure = stage.get(stage.owner(2)).r(1).after(mine).mustFail();
        stage.check(failure.reason() == RequestFailure.Reason.STALE, "not stale, but %s", failure);
        stage.get(stage.owner(2)).r(1).mustShow("old");
        stage.reconnect();
        stage.run(20);
        stage.get(stage.owner(2)).r(1).after(mine).mustShow("new");
        stage.converge();
    }

    /** What a read is answered with was asked of owners that could answer: an owner's not-found is a vote. */
    static void anOwnersNotFoundIsAVote(Stage stage) throws IOException {
        stage.kill(stage.owner(2));
        stage.get(stage.owner(0)).r(2).mustShow();
        stage.start(stage.owner(2));
    }
}
