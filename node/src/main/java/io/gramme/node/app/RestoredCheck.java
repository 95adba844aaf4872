package io.gramme.node.app;

import io.gramme.node.antientropy.PartitionTrust;
import io.gramme.node.antientropy.PartitionTrust.Level;
import io.gramme.node.ringchange.ReturnReview;
import io.gramme.node.runtime.Timers;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Has what a restored disk brought gone through before any of it is shown to others: a partition of which nothing is served
 * takes part in no exchange, and none of its hints is delivered, until its other owners have said what of it they know. One
 * partition after the other; one that an owner is silent about is tried again later. On the shard's loop.
 */
final class RestoredCheck {
    private static final long RETRY_MILLIS = 2_000;

    private final PartitionTrust trust;
    private final Timers timers;
    private final IntConsumer onChecked;
    private final Set<Integer> checked = new HashSet<>();
    private @Nullable Check check;
    private boolean working;
    private boolean timed;

    /** Goes through one partition; told whether all of it was. */
    @FunctionalInterface
    interface Check {
        void start(int partition, Consumer<Boolean> onEnd);
    }

    /** @param onChecked told of each partition that may be compared from now on */
    RestoredCheck(PartitionTrust trust, Timers timers, IntConsumer onChecked) {
        this.trust = trust;
        this.timers = timers;
        this.onChecked = onChecked;
    }

    /** Checks with this from now on. */
    void with(Check with) {
        check = with;
        work();
    }

    /** All has to be gone through anew. */
    void begin() {
        checked.clear();
        work();
    }

    /** Whether nothing of a partition may be shown to others yet. */
    boolean holdsBack(int partition) {
        return trust.level(partition) == Level.NOTHING && !checked.contains(partition);
    }

    /** The same for data that comes back from among the retired. */
    ReturnReview reviewing(Check retired) {
        return new ReturnReview() {
            @Override
            public boolean holdsBack(int partition) {
                return RestoredCheck.this.holdsBack(partition);
            }

            @Override
            public void start(int partition, Consumer<Boolean> onEnd) {
                retired.start(partition, onEnd);
            }
        };
    }

    private void work() {
        Check with = check;
        if (working || with == null) {
            return;
        }
        Iterator<Integer> waiting =
                new TreeSet<>(trust.doubtful()).stream().filter(this::holdsBack).iterator();
        if (waiting.hasNext()) {
            working = true;
            tryNext(with, waiting);
        }
    }

    private void tryNext(Check with, Iterator<Integer> waiting) {
        if (!waiting.hasNext()) {
            working = false;
            later();
            return;
        }
        int partition = waiting.next();
        with.start(partition, done -> {
            if (done) {
                checked.add(partition);
                onChecked.accept(partition);
            }
            // On a turn of its own: an empty partition is done within the call.
            timers.schedule(0, () -> tryNext(with, waiting));
        });
    }

    private void later() {
        boolean more = trust.doubtful().stream().anyMatch(this::holdsBack);
        if (more && !timed) {
            timed = true;
            timers.schedule(RETRY_MILLIS, () -> {
                timed = false;
                work();
            });
        }
    }
}
