package io.gramme.chaos.named;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.runtime.sim.Crash;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Hints: who keeps them, who gets them, and how long they must stay. */
final class HandoffPlays {
    private static final int SEVEN_HOURS = 7 * 3_600;

    private HandoffPlays() {}

    /** What a fallback coordinated is handed over as it is: nobody coordinates it a second time. */
    static void nobodyCoordinatesTwice(Stage stage) throws IOException {
        stage.cutOffForLong(stage.fallback(0), stage.fallback(1));
        Dot dot = stage.put(stage.fallback(0), "once").must().dot();
        KeyRecord end = stage.converge();
        stage.check(
                end.siblings().size() == 1,
                "%d siblings of one write",
                end.siblings().size());
        stage.check(end.siblings().get(0).dot().equals(dot), "written as %s, found as %s", dot, end);
    }

    /** A hint written before a delete arrives after it. */
    static void aHintOlderThanADelete(Stage stage) throws IOException {
        stage.cutOffForLong(stage.owner(2));
        CausalContext shown = stage.put(stage.owner(0), "old").w(3).must().context();
        // The fallback with the hint is gone before the owner is back.
        stage.kill(stage.fallback(0));
        stage.kill(stage.fallback(1));
        stage.reconnect();
        stage.run(20);
        stage.delete(stage.owner(0)).context(shown).w(3).must();
        stage.converge();
        stage.get(stage.owner(2)).mustShow();
    }

    /** The only copy of a write is a hint, and the hint is older than hints may be. */
    static void aSoleCopyIsNeverDropped(Stage stage) throws IOException {
        stage.cutOffForLong(stage.fallback(0));
        stage.put(stage.fallback(0), "only copy").w(1).must();
        stage.run(SEVEN_HOURS);
        stage.converge();
        stage.get(stage.owner(0)).mustShow("only copy");
    }

    /** Two writes of different clients meet in one hint; both arrive. */
    static void hintsMerge(Stage stage) throws IOException {
        stage.cutOffForLong(stage.fallback(0), stage.fallback(1));
        stage.put(stage.fallback(0), "one").must();
        stage.put(stage.fallback(1), "other").must();
        stage.converge();
        stage.get(stage.owner(0)).mustShow("one", "other");
    }

    /**
     * A fallback holds the only copy of a write for all owners. Another write, which knows nothing of it, is kept there for
     * two of them: the third one still gets what only the hint held.
     */
    static void aHintThatGrowsForgetsNobody(Stage stage) throws IOException {
        stage.cutOffForLong(stage.fallback(0));
        stage.put(stage.fallback(0), "only here").w(1).must();
        stage.kill(stage.owner(1));
        stage.kill(stage.owner(2));
        stage.run(30);
        stage.reconnect();
        // Before the fallback delivers: it waits a second to see whether the owner is there to stay.
        stage.eventually(
                "both hear each other",
                Duration.ofMinutes(2),
                () -> stage.hears(stage.fallback(0), stage.owner(0)) && stage.hears(stage.owner(0), stage.fallback(0)));
        stage.put(stage.owner(0), "second").w(1).must();
        stage.eventually(
                "the owner that lives gets both",
                Duration.ofMinutes(2),
                () -> stage.values(stage.owner(0)).equals(List.of("only here", "second")));
        stage.converge();
    }

    /** A fallback loses its power after it acknowledged a hint. */
    static void aHintSurvivesAPowerCut(Stage stage) throws IOException {
        stage.cutOffForLong(stage.fallback(0), stage.fallback(1));
        stage.put(stage.fallback(0), "kept").must();
        stage.kill(stage.fallback(0));
        stage.kill(stage.fallback(1));
        stage.converge();
        stage.get(stage.owner(0)).mustShow("kept");
    }

    /** A fallback goes on with its own history of a key after the hint was delivered and written again. */
    static void aFallbackCoordinatesAgainAfterDelivery(Stage stage) throws IOException {
        stage.cutOffForLong(stage.fallback(0), stage.fallback(1));
        CausalContext shown = stage.put(stage.fallback(0), "v1").must().context();
        stage.converge();
        stage.cutOffForLong(stage.fallback(0), stage.fallback(1));
        stage.put(stage.fallback(0), "v2").context(shown).must();
        stage.put(stage.fallback(0), "v3").must();
        stage.converge();
        stage.get(stage.owner(0)).mustShow("v2", "v3");
    }

    /** The owner that a hint is for dies in the middle of its delivery, again and again. */
    static void aFlappingOwnerGetsItsHints(Stage stage) throws IOException {
        stage.kill(stage.owner(2));
        stage.run(20);
        CausalContext shown = null;
        for (int i = 0; i < 5; i++) {
            shown = stage.put(stage.owner(0), "v" + i)
                    .context(shown)
                    .w(3)
                    .must()
                    .context();
        }
        for (int flap = 0; flap < 4; flap++) {
            stage.start(stage.owner(2));
            stage.cluster().run(Duration.ofMillis(700L + 400L * flap));
            stage.machine(stage.owner(2))
                    .kill(Crash.arbitrary(stage.cluster().simulation().fork("flap" + flap)));
            stage.run(5);
        }
        stage.heal();
        stage.eventually(
                "the hints arrive",
                Duration.ofMinutes(2),
                () -> stage.values(stage.owner(2)).contains("v4"));
        stage.check(
                Objects.requireNonNull(stage.record(stage.owner(2))).siblings().size() == 1,
                "an overwritten version came back: %s",
                stage.values(stage.owner(2)));
    }
}
