package io.gramme.chaos.named;

import io.gramme.chaos.sim.Link;
import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.coordinator.WriteResult.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Clocks that jump, and messages that come late, twice or only one way. */
final class TimePlays {
    private static final long HOUR_MILLIS = 3_600_000;

    private TimePlays() {}

    private static void lastWriterWins(Stage stage) {
        BucketSettings lww =
                new BucketSettings(null, null, null, null, null, BucketSettings.Siblings.LWW, null, null, null);
        stage.cluster()
                .node(0)
                .loops()
                .get(0)
                .execute(() -> stage.cluster()
                        .node(0)
                        .node()
                        .bucketEditor(0)
                        .replace("stage".getBytes(StandardCharsets.UTF_8), lww, edited -> {}));
        stage.eventually(
                "every node has the settings",
                Duration.ofMinutes(2),
                () -> stage.cluster().running().stream()
                        .allMatch(node -> node.node()
                                        .bucketViews(0)
                                        .settings("stage".getBytes(StandardCharsets.UTF_8))
                                        .siblings()
                                == BucketSettings.Siblings.LWW));
    }

    /** A clock some seconds ahead writes; who has read that writes later with a right clock, and wins. */
    static void stampsGrowAlongCausality(Stage stage) throws IOException {
        lastWriterWins(stage);
        stage.machine(stage.owner(0)).clock().stepWall(8_000);
        Written first = stage.put(stage.owner(0), "from the future").must();
        stage.put(stage.owner(1), "after it").context(first.context()).must();
        stage.converge();
        stage.get(stage.owner(2)).mustShow("after it");
    }

    /** As before, but the writer's coordinator has not heard of the version that the context covers. */
    static void stampsGrowAlongTheContextAlone(Stage stage) throws IOException {
        lastWriterWins(stage);
        stage.machine(stage.owner(0)).clock().stepWall(8_000);
        stage.cutOffForLong(stage.owner(1), stage.owner(2), stage.fallback(1));
        CausalContext shown =
                stage.put(stage.owner(0), "from the future").w(2).must().context();
        stage.put(stage.owner(1), "after it").context(shown).must();
        long stamp = Objects.requireNonNull(stage.record(stage.owner(1)))
                .siblings()
                .get(0)
                .hlc();
        // Else a third write, stamped between the two, would win or lose by the order in which they meet.
        stage.check(stamp > shown.hlc(), "stamped %d after %d was shown", stamp, shown.hlc());
        stage.converge();
        stage.get(stage.owner(2)).mustShow("after it");
    }

    /**
     * A clock jumps by an hour: from that moment other nodes stamp what comes to this one, so that a later write that has not
     * seen it wins all the same.
     */
    static void aClockJumpsByAnHour(Stage stage) throws IOException {
        lastWriterWins(stage);
        stage.put(stage.owner(0), "before").w(3).must();
        stage.run(30);
        stage.machine(stage.owner(0)).clock().stepWall(HOUR_MILLIS);
        stage.put(stage.owner(0), "jumped").w(3).must();
        stage.run(30);
        stage.put(stage.owner(0), "still jumped").w(3).must();
        stage.run(5);
        stage.put(stage.owner(1), "later").w(3).must();
        stage.get(stage.owner(2)).r(3).mustShow("later");
        stage.machine(stage.owner(0)).clock().stepWall(-HOUR_MILLIS);
        stage.run(30);
        stage.put(stage.owner(0), "after").must();
        stage.converge();
        stage.get(stage.owner(0)).mustShow("after");
    }

    /** A value whose life is over by one clock is hidden there, and nothing else becomes of it: not in its record either. */
    static void expiryByAClockAheadRemovesNothing(Stage stage) throws IOException {
        stage.machine(stage.owner(0)).clock().stepWall(8_000);
        stage.run(1);
        stage.put(stage.owner(1), "mortal").ttlMillis(5_000).w(3).must();
        stage.get(stage.owner(0)).r(3).mustShow();
        stage.get(stage.owner(1)).r(3).mustShow("mortal");
        stage.put(stage.owner(1), "other").w(3).must();
        stage.put(stage.owner(0), "third").w(3).must();
        stage.get(stage.owner(1)).r(3).mustShow("mortal", "other", "third");
        List<String> kept = Stage.texts(stage.converge().siblings());
        stage.check(kept.contains("mortal"), "a clock ahead removed a value: %s", kept);
    }

    /** Messages come twice, late by up to ten minutes, and in any order. */
    static void messagesTenMinutesLate(Stage stage) throws IOException {
        stage.cluster()
                .simulation()
                .network()
                .ordinary(Link.HEALTHY
                        .with(new Link.Delay(
                                Duration.ofNanos(50_000), Duration.ofMillis(2), 0.1, Duration.ofMinutes(10)))
                        .with(new Link.Loss(0.02, 0, 0.02, 0.3)));
        CausalContext shown = null;
        int acknowledged = 0;
        for (int i = 0; i < 40; i++) {
            WriteResult result = stage.put(stage.owner(i % 3), "v" + i)
                    .context(shown)
                    .id(100 + i)
                    .ask();
            if (result instanceof Written written) {
                shown = written.context();
                acknowledged = i;
            }
            stage.run(1);
        }
        stage.reconnect();
        stage.run(700);
        stage.converge();
        List<String> values = stage.get(stage.owner(1)).must().values();
        stage.check(values.contains("v" + acknowledged), "v%d is lost: %s", acknowledged, values);
    }

    /** One direction between two owners is cut: writes and reads go on, and both end with the same. */
    static void anAsymmetricPartition(Stage stage) throws IOException {
        stage.cluster()
                .simulation()
                .network()
                .oneWay(stage.names(List.of(stage.owner(0))), stage.names(List.of(stage.owner(1))));
        CausalContext mine = null;
        CausalContext theirs = null;
        for (int i = 0; i < 15; i++) {
            mine = stage.put(stage.owner(0), "a" + i).context(mine).must().context();
            theirs = stage.put(stage.owner(1), "b" + i).context(theirs).must().context();
            stage.run(2);
        }
        stage.converge();
        stage.get(stage.owner(2)).mustShow("a14", "b14");
    }

    /** A process stands still for a while and goes on as if nothing had been. */
    static void aPausedCoordinator(Stage stage) throws IOException {
        CausalContext shown = stage.put(stage.owner(0), "v1").w(3).must().context();
        stage.put(stage.owner(0), "stalled").context(shown).send();
        stage.cluster().run(Duration.ofNanos(100_000));
        stage.machine(stage.owner(0)).pause();
        stage.run(40);
        stage.put(stage.owner(1), "v2").context(shown).must();
        stage.machine(stage.owner(0)).resume();
        stage.run(20);
        stage.converge();
        List<String> values = stage.get(stage.owner(2)).must().values();
        stage.check(values.contains("v2"), "v2 is lost: %s", values);
    }
}
