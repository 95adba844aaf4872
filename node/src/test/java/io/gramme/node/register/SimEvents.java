package io.gramme.node.register;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The simulated world's one queue: events in the order of (time, sequence). */
final class SimEvents {
    private record Event(long atMillis, long sequence, Runnable run) {}

    private final PriorityQueue<Event> queue =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::sequence));
    private long sequence;
    private long nowMillis;

    long now() {
        return nowMillis;
    }

    void at(long atMillis, Runnable run) {
        queue.add(new Event(Math.max(atMillis, nowMillis), sequence++, run));
    }

    void after(long millis, Runnable run) {
        at(nowMillis + millis, run);
    }

    /** Runs what comes next; false when nothing is left before the end. */
    boolean turn(long endMillis) {
        Event event = queue.peek();
        if (event == null || event.atMillis() > endMillis) {
            return false;
        }
        queue.remove();
        nowMillis = event.atMillis();
        event.run().run();
        return true;
    }
}
