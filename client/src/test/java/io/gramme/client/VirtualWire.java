package io.gramme.client;

import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import io.gramme.client.transport.Wire;
import io.gramme.client.transport.WireException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A world on virtual time: each request goes to a script, which says what happens to it and when. Single-threaded. */
final class VirtualWire implements Wire {
    /** One request as it was sent. */
    record Sent(long atMillis, URI node, RawRequest request, Duration timeout) {}

    /** What becomes of a request: an answer, or none, after a while; neither means silence until its timeout. */
    record Fate(
            long millis,
            @Nullable RawAnswer answer,
            @Nullable WireException failure) {
        static Fate answer(long millis, int status, Map<String, String> headers, String body) {
            return new Fate(millis, new RawAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8)), null);
        }

        static Fate refused() {
            return new Fate(0, null, new WireException("refused", false, false));
        }

        static Fate reset(long millis) {
            return new Fate(millis, null, new WireException("reset", true, false));
        }

        static Fate silence() {
            return new Fate(Long.MAX_VALUE, null, null);
        }
    }

    private record Timer(long at, long sequence, Runnable task) {}

    final List<Sent> sent = new ArrayList<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::sequence));
    private final SplittableRandom random = new SplittableRandom(7);
    private final Function<Sent, Fate> script;
    private long now = 1_000_000_000L;
    private long sequence;
    private int ids;

    VirtualWire(Function<Sent, Fate> script) {
        this.script = script;
    }

    /** Requests for values, without those for the ring. */
    List<Sent> data() {
        return sent.stream()
                .filter(one -> !one.request().target().startsWith("/v1/ring"))
                .toList();
    }

    @Override
    public CompletableFuture<RawAnswer> send(URI node, RawRequest request, Duration timeout) {
        Sent one = new Sent(now / 1_000_000, node, request, timeout);
        sent.add(one);
        CompletableFuture<RawAnswer> result = new CompletableFuture<>();
        Fate fate = script.apply(one);
        if (fate.millis() >= timeout.toMillis()) {
            after(timeout, () -> result.completeExceptionally(new WireException("late", true, true)));
        } else if (fate.answer() != null) {
            after(Duration.ofMillis(fate.millis()), () -> result.complete(fate.answer()));
        } else {
            after(Duration.ofMillis(fate.millis()), () -> result.completeExceptionally(fate.failure()));
        }
        return result;
    }

    /** Lets time pass until the future is done. */
    <T> CompletableFuture<T> run(CompletableFuture<T> future) {
        while (!future.isDone() && !timers.isEmpty()) {
            Timer next = timers.remove();
            now = Math.max(now, next.at());
            next.task().run();
        }
        return future;
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        Timer timer = new Timer(now + delay.toNanos(), sequence++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** Timers that have not run and that nobody has cancelled. */
    int timers() {
        return timers.size();
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public double random() {
        return random.nextDouble();
    }

    @Override
    public String newId() {
        return "id-" + ++ids;
    }

    @Override
    public void close() {
        timers.clear();
    }
}
