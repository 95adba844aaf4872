package io.gramme.testkit.moves;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gramme.client.GrammeClient;
import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import io.gramme.testkit.moves.KnownWrites.Acknowledged;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes that are due at a fixed rate whatever becomes of those before them (no coordinated omission). A try that
 * fails in a way that may be repeated is repeated at the next node, a write under the same idempotency key, until the
 * request is {@link #GIVE_UP_NANOS} old. Half of the requests are writes, each with the context of its key's last one.
 */
final class SteadyLoad implements AutoCloseable {
    private static final long GIVE_UP_NANOS = 15_000_000_000L;
    private static final Duration ATTEMPT = Duration.ofSeconds(3);
    private static final long AGAIN_MILLIS = 20;
    private static final long MOST_AGAIN_MILLIS = 640;
    /** Tries sent at once: what is due beyond waits here, and its wait counts. */
    private static final int MOST_SENT = 160;
    /** More under way than this is no load any more but a breakdown; what is due then counts as failed. */
    private static final int MOST_UNDER_WAY = 20_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final GrammeClient client;
    private final KnownWrites writes;
    private final Targets targets;
    private final int perSecond;
    private final SplittableRandom random;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "load-later");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger underWay = new AtomicInteger();
    private final Semaphore sent = new Semaphore(MOST_SENT);
    /** Bounded by {@link #MOST_UNDER_WAY}. */
    private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();

    private final LongAdder staleReads = new LongAdder();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Thread pace = new Thread(this::run, "load-pace");
    private volatile Phase phase = new Phase("before");
    private volatile Phase second = new Phase("second");
    private volatile boolean ended;

    SteadyLoad(GrammeClient client, KnownWrites writes, Targets targets, int perSecond, long seed) {
        this.client = client;
        this.writes = writes;
        this.targets = targets;
        this.perSecond = perSecond;
        this.random = new SplittableRandom(seed);
        pace.setDaemon(true);
    }

    void start() {
        pace.start();
    }

    /** Requests due from now on count in another phase; the one before is complete once nothing of it is under way. */
    Phase enter(String name) {
        Phase entered = new Phase(name);
        phase = entered;
        return entered;
    }

    /** The requests since the last call, for a line a second. */
    Phase lastSecond() {
        Phase last = second;
        second = new Phase("second");
        return last;
    }

    String phaseName() {
        return phase.name;
    }

    int underWay() {
        return underWay.get();
    }

    /** Reads that were shown an older value than one that was acknowledged before they were due: sloppy quorums may. */
    long staleReads() {
        return staleReads.sum();
    }

    /** The first failures for good, in words. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private void run() {
        long start = System.nanoTime();
        for (long i = 0; !ended; i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            for (long ahead = due - System.nanoTime(); ahead > 0; ahead = due - System.nanoTime()) {
                LockSupport.parkNanos(ahead);
            }
            begin(due);
        }
    }

    private void begin(long due) {
        if (underWay.get() >= MOST_UNDER_WAY) {
            phase.failed("too many under way");
            return;
        }
        boolean write = random.nextBoolean();
        int key = random.nextInt(writes.keys());
        if (write) {
            key = writes.begin(key);
            if (key < 0) {
                phase.failed("no key is free");
                return;
            }
        }
        underWay.incrementAndGet();
        enqueue(new Request(key, write ? writes.next(key) : 0, due));
    }

    private void enqueue(Request request) {
        waiting.add(request);
        sendWaiting();
    }

    private void sendWaiting() {
        while (!waiting.isEmpty() && sent.tryAcquire()) {
            Request next = waiting.poll();
            if (next == null) {
                sent.release();
            } else {
                next.attempt();
            }
        }
    }

    /** One request, tried until it ends. */
    private final class Request {
        private final int key;
        /** 0 for a read. */
        private final int number;

        private final long due;
        private final Phase in = phase;
        private final Phase inSecond = second;
        private final @Nullable Acknowledged before;
        private int tries;

        Request(int key, int number, long due) {
            this.key = key;
            this.number = number;
            this.due = due;
            this.before = writes.last(key);
        }

        void attempt() {
            URI node = targets.next(key);
            long begun = System.nanoTime();
            tries++;
            client.exchange(node, request(), ATTEMPT).whenComplete((answer, fault) -> {
                if (answer == null || answer.status() >= 500) {
                    targets.over(node);
                } else {
                    targets.done(node, System.nanoTime() - begun);
                }
                sent.release();
                sendWaiting();
                if (answer == null) {
                    targets.failed(node);
                    again("no answer", fault.getClass().getSimpleName());
                } else if (number == 0) {
                    onRead(answer);
                } else {
                    onWritten(answer);
                }
            });
        }

        private RawRequest request() {
            String path = KnownWrites.path(key);
            if (number == 0) {
                return RawRequest.of("GET", path, Map.of("Accept", "*/*"));
            }
            Map<String, String> headers = new HashMap<>();
            headers.put("Content-Type", "application/octet-stream");
            headers.put("Idempotency-Key", key + "-" + number);
            if (before != null) {
                headers.put("Gramme-Context", before.context());
            }
            return new RawRequest("PUT", path, headers, writes.value(key, number));
        }

        private void onRead(RawAnswer answer) {
            boolean shown = answer.status() == 200 || answer.status() == 300 || answer.status() == 404;
            if (!shown) {
                onError(answer);
                return;
            }
            int seen = answer.status() == 200 ? KnownWrites.number(key, answer.body()) : 0;
            if (before != null && answer.status() != 300 && seen < before.number()) {
                staleReads.increment();
            }
            end();
        }

        private void onWritten(RawAnswer answer) {
            String context = answer.header("Gramme-Context");
            if (answer.status() == 204 && context != null) {
                writes.acknowledged(key, number, context);
                end();
            } else {
                onError(answer);
            }
        }

        private void onError(RawAnswer answer) {
            String kind = kind(answer);
            if (answer.status() == 503 || answer.status() == 504) {
                again(kind, kind);
            } else {
                fail(kind);
            }
        }

        private void again(String kind, String why) {
            if (System.nanoTime() - due > GIVE_UP_NANOS || ended) {
                fail("given up: " + kind + " (" + why + ")");
                return;
            }
            in.retried(kind);
            inSecond.retried(kind);
            long pause = Math.min(MOST_AGAIN_MILLIS, AGAIN_MILLIS << Math.min(10, tries - 1));
            later.schedule(() -> enqueue(this), pause, TimeUnit.MILLISECONDS);
        }

        private void fail(String kind) {
            if (number > 0) {
                writes.unknown(key, number);
            }
            in.failed(kind);
            inSecond.failed(kind);
            if (complaints.size() < 20) {
                complaints.add((number == 0 ? "GET " : "PUT ") + KnownWrites.name(key) + ": " + kind);
            }
            underWay.decrementAndGet();
        }

        private void end() {
            long now = System.nanoTime();
            in.done(due, now);
            inSecond.done(due, now);
            underWay.decrementAndGet();
        }
    }

    private static String kind(RawAnswer answer) {
        String type = "";
        try {
            type = JSON.readTree(answer.body()).path("type").asText();
        } catch (IOException noProblem) {
            type = "no problem document";
        }
        return answer.status() + " " + type.substring(type.lastIndexOf('/') + 1);
    }

    /** No more requests; waits for those under way. */
    @Override
    public void close() throws InterruptedException {
        ended = true;
        pace.join();
        long end = System.nanoTime() + GIVE_UP_NANOS;
        while (underWay.get() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        later.shutdownNow();
    }
}
