package io.gramme.node.coordinator;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Timers;
import java.util.ArrayList;
import java.util.List;

/**
 * One timer for all requests of a shard: while any is under way, each is looked at every few milliseconds. A timer for
 * each would cost more than most requests do. Bounded by admission, and by the replica timeout for what runs on after the
 * answer.
 */
final class Sweep {
    /** Deadlines are kept to this grain. */
    static final int TICK_MILLIS = 10;

    private final Clock clock;
    private final Timers timers;
    private final List<Swept> all = new ArrayList<>();
    private boolean armed;

    /** Something with a deadline. */
    interface Swept {
        /** Looks at the time; {@code false} when it is over and need not be looked at again. */
        boolean onSweep(long nowNanos);
    }

    Sweep(Clock clock, Timers timers) {
        this.clock = clock;
        this.timers = timers;
    }

    void add(Swept swept) {
        all.add(swept);
        if (!armed) {
            arm();
        }
    }

    private void arm() {
        armed = true;
        timers.schedule(TICK_MILLIS, this::tick);
    }

    private void tick() {
        long now = clock.monotonicNanos();
        int size = all.size();
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Swept swept = all.get(i);
            if (swept.onSweep(now)) {
                all.set(kept++, swept);
            }
        }
        all.subList(kept, size).clear();
        if (all.isEmpty()) {
            armed = false;
        } else {
            arm();
        }
    }

    int size() {
        return all.size();
    }
}
