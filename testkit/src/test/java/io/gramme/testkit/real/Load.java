package io.gramme.testkit.real;

import io.gramme.client.transport.RawAnswer;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Writers that put one new key after another, each to the next of the nodes that run, and read some of them back. A request
 * that fails in a way that may be repeated is repeated at the next node under the same idempotency key. What was
 * acknowledged, and every failure, is kept.
 */
final class Load implements AutoCloseable {
    private static final int MOST_TRIES = 20;
    /** Tries that follow each other at once. */
    private static final int EAGER_TRIES = 3;

    private static final long PAUSE_MILLIS = 50;
    private static final int READ_EVERY = 3;

    private final Kv kv;
    private final String prefix;
    private final Supplier<List<RealNode>> targets;
    private final int mostTries;
    private final long begun = System.nanoTime();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, String> attempted = new ConcurrentHashMap<>();
    private final Queue<Failed> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean ended;

    /** One failed attempt of a request: when, the how-manieth of its request, and what was said. */
    record Failed(long atMillis, String request, int attempt, String reason) {}

    Load(Kv kv, String prefix, int threads, Supplier<List<RealNode>> targets) {
        this(kv, prefix, threads, targets, MOST_TRIES);
    }

    /** @param mostTries of a request before it counts as failed for good */
    Load(Kv kv, String prefix, int threads, Supplier<List<RealNode>> targets, int mostTries) {
        this.mostTries = mostTries;
        this.kv = kv;
        this.prefix = prefix;
        this.targets = targets;
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread writer = new Thread(() -> write(number), "load-" + prefix + number);
            writer.setDaemon(true);
            writers.add(writer);
        }
        writers.forEach(Thread::start);
    }

    private void write(int thread) {
        for (int i = 0; !ended; i++) {
            String key = prefix + "-" + thread + "-" + i;
            String value = "value of " + key;
            attempted.put(key, value);
            RawAnswer answer = repeated(
                    "PUT " + key,
                    node -> kv.cluster()
                            .exchange(
                                    node,
                                    kv.putRequest(
                                            key,
                                            value,
                                            "",
                                            Map.of("Content-Type", "text/plain", "Idempotency-Key", key))));
            if (answer != null && answer.status() == 204) {
                acknowledged.put(key, value);
                if (i % READ_EVERY == 0) {
                    RawAnswer read = repeated("GET " + key, node -> kv.get(node, key, ""));
                    if (read != null && !(read.status() == 200 && Kv.text(read).equals(value))) {
                        wrong.add("GET " + key + ": " + read.status() + " " + Kv.text(read));
                    }
                }
            } else if (answer != null) {
                wrong.add("PUT " + key + ": " + answer.status() + " " + Kv.text(answer));
            }
        }
    }

    private interface Attempt {
        RawAnswer at(RealNode node);
    }

    /** The first answer that says something final, or {@code null} when the load ended before one came. */
    private @org.jspecify.annotations.Nullable RawAnswer repeated(String request, Attempt attempt) {
        for (int i = 1; i <= mostTries; i++) {
            List<RealNode> running = targets.get();
            if (running.isEmpty()) {
                return null;
            }
            RealNode node = running.get(Math.floorMod(turn.getAndIncrement(), running.size()));
            String reason;
            try {
                RawAnswer answer = attempt.at(node);
                if (answer.status() != 503 && answer.status() != 504) {
                    return answer;
                }
                reason = answer.status() + " " + Kv.text(answer);
            } catch (CompletionException noAnswer) {
                reason = String.valueOf(noAnswer.getCause());
            }
            failures.add(new Failed(millis(), request, i, node.name() + ": " + reason));
            if (ended) {
                return null;
            }
            if (i >= EAGER_TRIES) {
                pause();
            }
        }
        wrong.add(request + ": failed " + mostTries + " times");
        return null;
    }

    /** A process that is killed takes a moment until it is seen to be gone, and refuses connections faster than that. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Since the load began. */
    long millis() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /** Waits until so many writes are acknowledged. */
    Load awaitWrites(int count) {
        Await.until(
                "the load stands still",
                Duration.ofSeconds(60),
                () -> acknowledged.size() >= count ? "" : acknowledged.size() + " writes of " + count);
        return this;
    }

    /** Ends the writers; waits for what they have under way. */
    @Override
    public void close() {
        ended = true;
        Await.until(
                "writers do not end",
                Duration.ofSeconds(30),
                () -> writers.stream().anyMatch(Thread::isAlive) ? "one works" : "");
    }

    /** Keys and values, sorted. */
    Map<String, String> acknowledged() {
        return new TreeMap<>(acknowledged);
    }

    /** All that may have been applied, acknowledged or not. */
    Map<String, String> attempted() {
        return new TreeMap<>(attempted);
    }

    List<Failed> failures() {
        return List.copyOf(failures);
    }

    /** Final answers that should not have been. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }
}
