package io.gramme.testkit.moves;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.client.GrammeClient;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.RealNode;
import io.gramme.testkit.moves.MovesOptions.Scene;
import io.gramme.testkit.real.Operator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * One pass: three nodes and all later newcomers start, the data set is written, the load begins, everything idles; then scene
 * after scene, each after a quiet time that is measured too. At the end every key is read at every node with r=3.
 */
final class MovesRun implements AutoCloseable {
    private static final Duration MOVING = Duration.ofMinutes(6);
    private static final long DOWN_SECONDS = 5;
    /** Where the script says the archive of the node's classes is, whose jars come first on this class path. */
    private static final String ARCHIVE = "gramme.moves.archive";

    /** What {@code gramme local add} gives a newcomer that founders do not have. */
    private static final List<String> NEWCOMER_JVM = List.of("-XX:Tier4LoadFeedback=100");

    private final MovesOptions options;
    private final RealCluster cluster;
    private final Operator operator;
    private final List<RealNode> seated = new ArrayList<>();
    private final List<RealNode> newcomers = new ArrayList<>();
    private final GrammeClient client;
    private final KnownWrites writes;
    private final Targets targets = new Targets();
    private final SteadyLoad load;
    private final Stalls stalls = new Stalls();
    private final Watch watch;
    private final List<Result> results = new ArrayList<>();
    private int hired;
    private boolean uneven;

    MovesRun(MovesOptions options) {
        this.options = options;
        this.cluster = RealCluster.builder()
                .nodes(3)
                .set("node.warmUp", options.warmUp() + "s")
                .jvm(jvm(options))
                .start();
        this.operator = new Operator(cluster);
        this.seated.addAll(cluster.nodes());
        this.client = cluster.clientBuilder().build();
        this.writes = new KnownWrites(options.keys(), options.valueBytes());
        this.load = new SteadyLoad(client, writes, targets, options.perSecond(), 1);
        this.watch = new Watch(this::ring, targets, load, options.timeline());
    }

    /** What {@code gramme local} gives a node, but for the heap, and what is asked for on top. */
    private static List<String> jvm(MovesOptions options) {
        List<String> all = new ArrayList<>(List.of(
                "-Xms64m",
                "-Xmx" + options.heapMegabytes() + "m",
                "-XX:MetaspaceSize=64m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:MaxInlineLevel=6",
                "-XX:InlineSmallCode=1000",
                "-XX:FreqInlineSize=120",
                "-XX:PerMethodTrapLimit=0"));
        String archive = System.getProperty(ARCHIVE);
        if (archive != null) {
            all.add("-XX:SharedArchiveFile=" + archive);
        }
        all.addAll(options.jvm());
        return all;
    }

    /** The ring as the first node knows it; it is never killed. */
    private JsonNode ring() {
        return operator.ring(seated.get(0));
    }

    List<Result> results() {
        return results;
    }

    /** All of it; whether nothing was lost, nothing failed for good, and the data lay even after each move. */
    boolean run() throws InterruptedException {
        long begun = System.nanoTime();
        targets.follow(ring());
        new Bulk(client, writes).fill(targets);
        say("%d keys of %d bytes written in %.0f s", options.keys(), options.valueBytes(), secondsSince(begun));
        stalls.start();
        load.start();
        watch.start();
        load.enter("settling");
        TimeUnit.SECONDS.sleep(options.settleSeconds());
        for (Scene scene : options.scenes()) {
            play(scene);
        }
        watch.close();
        load.close();
        stalls.close();
        load.complaints().forEach(complaint -> say("failed for good: %s", complaint));
        say("stale reads (sloppy quorums allow them): %d", load.staleReads());
        boolean failed = results.stream().anyMatch(result -> result.failed() > 0);
        return !isLost() && !failed && !uneven;
    }

    /** Starts what the scene lets join, beside the load, and lets it idle. */
    private void hire(Scene scene) throws InterruptedException {
        int count = newcomersOf(scene);
        if (count == 0) {
            return;
        }
        load.enter("newcomers of " + scene);
        for (int i = 0; i < count; i++) {
            newcomers.add(cluster.more("n" + (4 + hired++), NEWCOMER_JVM).start());
        }
        for (RealNode newcomer : newcomers) {
            operator.awaitNewcomer(seated.get(0), newcomer);
        }
        TimeUnit.SECONDS.sleep(options.idleSeconds());
    }

    private static int newcomersOf(Scene scene) {
        return switch (scene) {
            case GROW -> 2;
            case SHRINK -> 0;
            case REPLACE, SOURCE, TARGET -> 1;
        };
    }

    private void play(Scene scene) throws InterruptedException {
        hire(scene);
        RealNode dead = null;
        if (scene == Scene.REPLACE) {
            dead = seated.get(seated.size() - 1);
            Phase death = load.enter("kill");
            dead.kill();
            awaitDead(dead);
            say("%s killed: p99 %.1f ms until it is known, errors: %s", dead.name(), death.millis(99), death.errors());
        }
        Phase quiet = load.enter("quiet before " + scene);
        TimeUnit.SECONDS.sleep(options.quietSeconds());
        Phase moving = load.enter(scene.name());
        long begun = System.nanoTime();
        switch (scene) {
            case GROW -> grow();
            case SHRINK -> shrink();
            case REPLACE -> replace(dead);
            case SOURCE -> join(seated.get(1));
            case TARGET -> join(newcomers.get(0));
        }
        operator.awaitStill(seated.get(0), MOVING);
        double switched = secondsSince(begun);
        operator.awaitSettled(seated.get(0), seated, MOVING);
        double seconds = secondsSince(begun);
        say("%s: all switched after %.0f s, all settled after %.0f s", scene.text, switched, seconds);
        Phase after = load.enter("after " + scene);
        report(scene, List.of(quiet, moving, after), seconds);
    }

    private void commit(String kind, RealNode... nodes) {
        String etag = "";
        for (RealNode node : nodes) {
            etag = operator.stage(seated.get(0), kind, Map.of("node", node.name()));
        }
        operator.commit(seated.get(0), etag);
    }

    private void grow() {
        RealNode first = newcomers.remove(0);
        RealNode second = newcomers.remove(0);
        commit("join", first, second);
        seated.add(first);
        seated.add(second);
    }

    private void shrink() throws InterruptedException {
        RealNode last = seated.remove(seated.size() - 1);
        RealNode lastButOne = seated.remove(seated.size() - 1);
        commit("leave", last, lastButOne);
        operator.awaitStill(seated.get(0), MOVING);
        Await.until("the nodes that left have a seat", MOVING, () -> {
            int members = ring().path("members").size();
            return members == seated.size() ? "" : members + " members";
        });
        last.stop();
        lastButOne.stop();
    }

    private void replace(@org.jspecify.annotations.Nullable RealNode dead) {
        if (dead == null) {
            throw new IllegalStateException("nobody is dead");
        }
        RealNode newcomer = newcomers.remove(0);
        String etag = operator.stage(seated.get(0), "replace", Map.of("node", dead.name(), "by", newcomer.name()));
        operator.commit(seated.get(0), etag);
        seated.remove(dead);
        seated.add(newcomer);
    }

    /** A node joins; when a third of what moves has moved, the victim is killed, and started again soon after. */
    private void join(RealNode victim) throws InterruptedException {
        RealNode newcomer = newcomers.remove(0);
        commit("join", newcomer);
        int moving = Operator.moving(ring());
        Await.until("nothing moves", MOVING, () -> {
            int left = Operator.moving(ring());
            return left <= moving * 2 / 3 ? "" : left + " of " + moving;
        });
        int left = Operator.moving(ring());
        victim.kill();
        say("%s killed with %d of %d partitions moving", victim.name(), left, moving);
        TimeUnit.SECONDS.sleep(DOWN_SECONDS);
        victim.start();
        seated.add(newcomer);
    }

    private void awaitDead(RealNode node) {
        Await.until(node.name() + " is not known to be dead", MOVING, () -> {
            for (JsonNode member : ring().path("members")) {
                if (member.path("peer").asText().equals(node.peer())) {
                    return member.path("state").asText().equals("dead") ? "" : "it counts as alive";
                }
            }
            return "no such member";
        });
    }

    private Result.Felt felt(Phase phase, Phase next) {
        List<Stalls.Stall> of = stalls.between(phase.begunNanos(), next.begunNanos());
        double stood = of.stream().mapToLong(Stalls.Stall::nanos).sum() / 1e6;
        double seconds = (next.begunNanos() - phase.begunNanos()) / 1e9;
        return new Result.Felt(phase.millis(99), phase.clearMillis(of), stood / seconds);
    }

    /** @param phases quiet, moving, and what came after */
    private void report(Scene scene, List<Phase> phases, double seconds) {
        Phase quiet = phases.get(0);
        Phase moving = phases.get(1);
        Collection<Integer> owned = new ArrayList<>(Operator.owned(ring()).values());
        owned.removeIf(count -> count == 0);
        int least = Collections.min(owned);
        int most = Collections.max(owned);
        boolean even = most - least <= 1 && owned.size() == seated.size();
        uneven |= !even;
        Result result = new Result(
                scene.text,
                felt(quiet, moving),
                felt(moving, phases.get(2)),
                moving.maxMillis(),
                seconds,
                least + "-" + most,
                moving.retries(),
                moving.failures() + quiet.failures());
        results.add(result);
        keep(result);
        say(
                "%s: %.0f s, p50 %.1f (quiet %.1f), p99.9 %.1f, slowest %.0f ms",
                scene.text, seconds, moving.millis(50), quiet.millis(50), moving.millis(99.9), moving.maxMillis());
        say("  %s", result.words());
        say("  %d requests, errors: %s", moving.requests(), moving.errors());
        say("  partitions a node: %d-%d on %d nodes%s", least, most, owned.size(), even ? "" : " NOT EVEN");
    }

    /** At once: a pass that is broken off leaves what it has measured. */
    private void keep(Result result) {
        String file = options.results();
        if (file == null) {
            return;
        }
        try {
            Files.write(Path.of(file), List.of(result.line()), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private boolean isLost() throws InterruptedException {
        for (RealNode node : seated) {
            Await.until(node.name() + " does not serve", MOVING, () -> serves(node));
        }
        long begun = System.nanoTime();
        Map<String, List<String>> wrong = new TreeMap<>();
        for (RealNode node : seated) {
            List<String> of = new Bulk(client, writes).check(node.data());
            if (!of.isEmpty()) {
                wrong.put(node.name(), of);
            }
        }
        say(
                "%d acknowledged keys read with r=3 at each of %d nodes in %.0f s: %d lost or wrong",
                writes.acknowledgedKeys(),
                seated.size(),
                secondsSince(begun),
                wrong.values().stream().mapToInt(List::size).sum());
        wrong.forEach((node, of) -> of.stream().limit(10).forEach(one -> say("  at %s: %s", node, one)));
        return !wrong.isEmpty();
    }

    private String serves(RealNode node) {
        try {
            return cluster.adminJson(node, "/health/ready")
                            .path("status")
                            .asText()
                            .equals("ready")
                    ? ""
                    : "not ready";
        } catch (CompletionException silent) {
            return "no answer";
        }
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void say(String format, Object... values) {
        System.out.printf(java.util.Locale.ROOT, format + "%n", values);
    }

    /** Keeps the folder with the logs: something went wrong. */
    void keep() {
        cluster.keep();
    }

    @Override
    public void close() {
        client.close();
        cluster.close();
    }
}
