package io.gramme.chaos.reach;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often each event happened. Several runs may add to one at once; a run's own belongs to its thread. */
public final class Reached {
    /** In a thousand seeds each event happens at least so often. */
    public static final long LEAST_PER_THOUSAND = 10;

    private final Map<Event, Long> counts = new EnumMap<>(Event.class);

    synchronized void count(Event event) {
        counts.merge(event, 1L, Long::sum);
    }

    public synchronized long of(Event event) {
        return counts.getOrDefault(event, 0L);
    }

    /** Adds what another run met. */
    public synchronized void add(Reached other) {
        other.counts.forEach((event, count) -> counts.merge(event, count, Long::sum));
    }

    /** What happened too seldom in so many seeds, one line each; nothing is asked of fewer than a thousand. */
    public List<String> missing(long seeds) {
        List<String> missing = new ArrayList<>();
        long least = LEAST_PER_THOUSAND * (seeds / 1_000);
        for (Event event : Event.values()) {
            if (of(event) < least) {
                missing.add(
                        event.text() + ": " + of(event) + " times in " + seeds + " seeds, " + least + " are the least");
            }
        }
        return missing;
    }

    /** Every event with its count, one line each. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Event event : Event.values()) {
            lines.add(String.format("%10d  %s", of(event), event.text()));
        }
        return lines;
    }
}
