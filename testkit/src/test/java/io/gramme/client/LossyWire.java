package io.gramme.client;

import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import io.gramme.client.transport.VertxWire;
import io.gramme.client.transport.Wire;
import io.gramme.client.transport.WireException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The real wire, on which chosen answers get lost: the node did what was asked, the client never hears of it. Counts what is
 * under way.
 */
final class LossyWire implements Wire {
    private final Wire wire = new VertxWire(256);
    private final Predicate<RawRequest> isLost;
    private final Map<URI, Integer> underWay = new HashMap<>();
    private int lost;
    private int mostAtOneNode;
    private long mostBytes;
    private long bytes;

    LossyWire(Predicate<RawRequest> isLost) {
        this.isLost = isLost;
    }

    synchronized int lost() {
        return lost;
    }

    synchronized int mostAtOneNode() {
        return mostAtOneNode;
    }

    /** The most bytes of bodies that were with the wire at once. */
    synchronized long mostBytes() {
        return mostBytes;
    }

    @Override
    public CompletableFuture<RawAnswer> send(URI node, RawRequest request, Duration timeout) {
        begin(node, request);
        return wire.send(node, request, timeout)
                .whenComplete((answer, failure) -> end(node, request))
                .thenCompose(answer -> isLost.test(request)
                        ? CompletableFuture.failedFuture(lose())
                        : CompletableFuture.completedFuture(answer));
    }

    private synchronized void begin(URI node, RawRequest request) {
        mostAtOneNode = Math.max(mostAtOneNode, underWay.merge(node, 1, Integer::sum));
        bytes += request.body().length;
        mostBytes = Math.max(mostBytes, bytes);
    }

    private synchronized void end(URI node, RawRequest request) {
        underWay.merge(node, -1, Integer::sum);
        bytes -= request.body().length;
    }

    private synchronized WireException lose() {
        lost++;
        return new WireException("the answer got lost", true, false);
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        return wire.after(delay, task);
    }

    @Override
    public long nanos() {
        return wire.nanos();
    }

    @Override
    public double random() {
        return wire.random();
    }

    @Override
    public String newId() {
        return wire.newId();
    }

    @Override
    public void close() {
        wire.close();
    }
}
