package io.gramme.node.handoff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * How many hints a shard keeps, for whom and in which partitions, so that delivery scans only where there is something.
 * Memory grows with targets times partitions, and with the minutes in which hints arose, not with hints.
 */
final class HintCounts {
    private static final long MINUTE_MILLIS = 60_000;

    private final TreeMap<Integer, Target> targets = new TreeMap<>();
    private long pending;
    private long bytes;

    private static final class Target {
        private final TreeMap<Integer, Part> partitions = new TreeMap<>();
        private final TreeMap<Long, Minute> minutes = new TreeMap<>();
        private long pending;
        private long bytes;
    }

    /** Hints that arose within one minute: how many, and when the first of them did. */
    private record Minute(long hints, long firstMillis) {}

    /**
     * Hints of one partition: how many, and when the oldest arose of those that were there since it last had none.
     * Delivery empties a partition before it goes on, so that is nearly always the oldest there is.
     */
    private record Part(int hints, long oldestMillis) {
        Part and(Part other) {
            return new Part(hints + other.hints, Math.min(oldestMillis, other.oldestMillis));
        }
    }

    /** Hints, each once. */
    long pending() {
        return pending;
    }

    /** Bytes of their payloads, each once. */
    long bytes() {
        return bytes;
    }

    /** Whom anything is kept for, ascending. A view: not to be walked while hints change. */
    NavigableSet<Integer> targets() {
        return targets.navigableKeySet();
    }

    /** The partitions that keep something for a node, the one with the oldest hint first. */
    int[] oldestFirst(int node) {
        Target target = targets.get(node);
        if (target == null) {
            return new int[0];
        }
        return target.partitions.entrySet().stream()
                .sorted(Comparator.comparingLong(each -> each.getValue().oldestMillis))
                .mapToInt(Map.Entry::getKey)
                .toArray();
    }

    /** Whether a partition keeps something for a node. */
    boolean keeps(int node, int partition) {
        Target target = targets.get(node);
        return target != null && target.partitions.containsKey(partition);
    }

    /** When the oldest hint for a node arose, by the wall clock, exact to a minute; the far future when there is none. */
    long oldestMillis(int node) {
        Target target = targets.get(node);
        return target == null ? Long.MAX_VALUE : target.minutes.firstEntry().getValue().firstMillis;
    }

    void add(int partition, HintTerms terms, int payloadBytes) {
        pending++;
        bytes += payloadBytes;
        long created = terms.createdMillis();
        for (int node : terms.owners().toArray()) {
            Target target = targets.computeIfAbsent(node, ignored -> new Target());
            target.pending++;
            target.bytes += payloadBytes;
            target.partitions.merge(partition, new Part(1, created), Part::and);
            target.minutes.merge(
                    created / MINUTE_MILLIS,
                    new Minute(1, created),
                    (one, other) -> new Minute(one.hints + other.hints, Math.min(one.firstMillis, other.firstMillis)));
        }
    }

    void remove(int partition, HintTerms terms, int payloadBytes) {
        pending--;
        bytes -= payloadBytes;
        for (int node : terms.owners().toArray()) {
            Target target = targets.get(node);
            if (target == null) {
                continue;
            }
            target.pending--;
            target.bytes -= payloadBytes;
            target.partitions.computeIfPresent(
                    partition, (ignored, part) -> part.hints == 1 ? null : new Part(part.hints - 1, part.oldestMillis));
            target.minutes.computeIfPresent(
                    terms.createdMillis() / MINUTE_MILLIS,
                    (ignored, minute) -> minute.hints == 1 ? null : new Minute(minute.hints - 1, minute.firstMillis));
            if (target.pending == 0) {
                targets.remove(node);
            }
        }
    }

    /** Every target, by ascending node index. */
    List<HintTarget> view(long nowMillis) {
        List<HintTarget> view = new ArrayList<>();
        targets.forEach((node, target) -> {
            long age = Math.max(0, nowMillis - oldestMillis(node));
            view.add(new HintTarget(node, target.pending, target.bytes, age / 1000));
        });
        return view;
    }
}
