package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.LiveView;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Clients on virtual time. Every write goes to a key with one writer, which goes on from the context of its last answer: so
 * each key has one newest acknowledged number, and nothing older may ever be read once it was acknowledged.
 */
final class SimLoad {
    private static final int BUDGET_MILLIS = 2_000;

    private final SimCluster cluster;
    private final Randomness chance;
    private final List<Writer> writers = new ArrayList<>();
    private final long everyNanos;
    private Predicate<Process> usable = process -> true;
    private boolean running;
    int acknowledged;
    final List<String> failures = new ArrayList<>();

    private static final class Writer {
        final Key key;
        int sent;
        int acknowledged;
        boolean busy;

        @Nullable
        CausalContext context;

        Writer(Key key) {
            this.key = key;
        }
    }

    SimLoad(SimCluster cluster, long seed, int keys, int everyMillis) {
        this.cluster = cluster;
        this.chance = new SeededRandomness(seed);
        this.everyNanos = everyMillis * 1_000_000L;
        for (int i = 0; i < keys; i++) {
            writers.add(new Writer(Key.of("load", "key" + i)));
        }
    }

    /** Only these nodes are asked from now on. */
    void use(Predicate<Process> nodes) {
        usable = nodes;
    }

    void start() {
        running = true;
        next();
    }

    void stop() {
        running = false;
        cluster.run(java.time.Duration.ofSeconds(5));
    }

    private void next() {
        if (!running) {
            return;
        }
        cluster.loop.schedule(everyNanos, "client", () -> {
            List<Process> nodes = nodes();
            Writer writer = writers.get(chance.nextInt(writers.size()));
            if (!nodes.isEmpty() && !writer.busy) {
                write(writer, nodes.get(chance.nextInt(nodes.size())));
            }
            next();
        });
    }

    private List<Process> nodes() {
        return cluster.alive().stream()
                .filter(process -> process.node.isReady() && usable.test(process))
                .toList();
    }

    private void write(Writer writer, Process at) {
        writer.busy = true;
        int number = ++writer.sent;
        Content content = Content.value(
                ValueBytes.of(String.valueOf(number).getBytes(StandardCharsets.UTF_8)),
                "text/plain",
                at.clock.wallMillis());
        WriteRequest request = new WriteRequest(
                writer.key, content, writer.context, null, WriteRequest.Options.DEFAULT, BUDGET_MILLIS, "put");
        boolean[] told = {false};
        at.node
                .control()
                .execute(() -> at.node.coordinator(0).write(request, result -> {
                    told[0] = true;
                    onResult(writer, number, result);
                }));
        cluster.loop.schedule(4_000_000_000L, "client gives up", () -> {
            if (!told[0]) {
                told[0] = true;
                writer.busy = false;
            }
        });
    }

    private void onResult(Writer writer, int number, WriteResult result) {
        writer.busy = false;
        if (result instanceof WriteResult.Written written) {
            acknowledged++;
            writer.acknowledged = Math.max(writer.acknowledged, number);
            writer.context = written.context();
        } else if (result instanceof RequestFailure failure) {
            failures.add(failure.reason() + " " + failure.detail() + " " + failure.failed());
        }
    }

    /** Reads every key at every node: what was acknowledged last is there, or something that was sent later. */
    void assertNothingLost() {
        for (Process at : nodes()) {
            Map<String, String> wrong = new TreeMap<>();
            for (Writer writer : writers) {
                int acknowledgedBefore = writer.acknowledged;
                String seen = read(at, writer.key);
                int newest = seen.isEmpty()
                        ? 0
                        : new TreeSet<>(List.of(seen.split(",")))
                                .stream().mapToInt(Integer::parseInt).max().orElse(0);
                if (newest < acknowledgedBefore) {
                    wrong.put(writer.key.toString(), "acknowledged " + acknowledgedBefore + ", read " + seen);
                }
            }
            assertThat(wrong).as("at " + at.spec.name).isEmpty();
        }
    }

    private String read(Process at, Key key) {
        ReadRequest request = new ReadRequest(key, null, null, BUDGET_MILLIS, false, null, "get");
        List<ReadResult> results = new ArrayList<>();
        at.node.control().execute(() -> at.node.coordinator(0).read(request, results::add));
        cluster.runUntil("a read", () -> !results.isEmpty());
        ReadResult result = results.get(0);
        if (result instanceof ReadResult.NotFound) {
            return "";
        }
        assertThat(result).isInstanceOf(ReadResult.Found.class);
        LiveView view = ((ReadResult.Found) result).view();
        return String.join(
                ",",
                view.siblings().stream()
                        .map(one -> new String(one.content().value().toByteArray(), StandardCharsets.UTF_8))
                        .toList());
    }
}
