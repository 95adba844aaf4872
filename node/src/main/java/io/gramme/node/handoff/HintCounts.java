package io.gramme.node.handoff;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
        private final TreeMap<Integer, Integer> partitions = new TreeMap<>();
        private final TreeMap<Long, Minute> minutes = new TreeMap<>();
        private long pending;
        private long bytes;
    }

    /** Hints that arose within one minute: how many, and when the first of them did. */
    private record Minute(long hints, long firstMillis) {}

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

    /** The first partition from one on that keeps something for a node, or {@code null}. */
    @Nullable
    Integer partitionFrom(int node, int partition) {
        Target target = targets.get(node);
        return target == null ? null : target.partitions.ceilingKey(partition);
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
            target.partitions.merge(partition, 1, Integer::sum);
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
            target.partitions.computeIfPresent(partition, (ignored, count) -> count == 1 ? null : count - 1);
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
