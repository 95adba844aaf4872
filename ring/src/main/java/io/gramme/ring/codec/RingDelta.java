package io.gramme.ring.codec;

import io.gramme.ring.ClusterId;
import io.gramme.ring.DeciderGroup;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.Members;
import io.gramme.ring.Members.Departed;
import io.gramme.ring.OwnerTable;
import io.gramme.ring.Ownership;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What turns the ring of one epoch into that of a later one, over any number of epochs.
 *
 * @param cluster whose rings these are
 * @param from the epoch it applies to, with that ring's hash
 * @param to the epoch it leads to, with that ring's hash
 * @param members members that are new or changed
 * @param departed members that left
 * @param nextIndex the next node index
 * @param group who decides after {@code to}
 * @param rows the partitions that changed, ascending
 */
public record RingDelta(
        ClusterId cluster,
        Point from,
        Point to,
        List<Member> members,
        List<Departed> departed,
        int nextIndex,
        DeciderGroup group,
        List<RowChange> rows) {
    /** An epoch and the {@linkplain RingCodec#hash hash} of its ring. */
    public record Point(Epoch epoch, long hash) {
        public static Point of(Ring ring) {
            return new Point(ring.epoch(), RingCodec.hash(ring));
        }
    }

    /** A partition's rows, and the packed epoch that changed them last. */
    public record RowChange(int partition, Row current, Row target, long changedAt) {}

    public RingDelta {
        members = List.copyOf(members);
        departed = List.copyOf(departed);
        rows = List.copyOf(rows);
    }

    /** The difference. Throws {@link IllegalArgumentException} unless both are rings of one cluster, in this order. */
    public static RingDelta between(Ring from, Ring to) {
        if (!from.shape().equals(to.shape()) || from.epoch().isAfter(to.epoch())) {
            throw new IllegalArgumentException("no way from " + from + " to " + to);
        }
        Set<Departed> known = new HashSet<>(from.members().departed());
        List<RowChange> rows = new ArrayList<>();
        for (int p = 0; p < to.shape().partitions().count(); p++) {
            boolean same = from.current(p).equals(to.current(p))
                    && from.target(p).equals(to.target(p))
                    && from.changedAt(p) == to.changedAt(p);
            if (!same) {
                rows.add(new RowChange(p, to.current(p), to.target(p), to.changedAt(p)));
            }
        }
        return new RingDelta(
                to.shape().cluster(),
                Point.of(from),
                Point.of(to),
                to.members().all().stream()
                        .filter(member -> !member.equals(from.members().at(member.index())))
                        .toList(),
                to.members().departed().stream()
                        .filter(gone -> !known.contains(gone))
                        .toList(),
                to.members().nextIndex(),
                to.group(),
                rows);
    }

    /** The later ring, or why this delta does not lead there from {@code ring}; the whole ring is to be asked for then. */
    public Decoded<Ring> applyTo(Ring ring) {
        if (!ring.shape().cluster().equals(cluster) || !Point.of(ring).equals(from)) {
            return new Decoded.Invalid<>("delta from " + from + " of " + cluster + " does not start at " + ring);
        }
        try {
            Ring next = build(ring);
            return Point.of(next).equals(to)
                    ? new Decoded.Valid<>(next)
                    : new Decoded.Invalid<>("delta leads to " + Point.of(next) + " and not to " + to);
        } catch (IllegalArgumentException wrong) {
            return new Decoded.Invalid<>(String.valueOf(wrong.getMessage()));
        }
    }

    private Ring build(Ring ring) {
        Map<Integer, Member> all = new TreeMap<>();
        ring.members().all().forEach(member -> all.put(member.index(), member));
        members.forEach(member -> all.put(member.index(), member));
        departed.forEach(gone -> all.remove(gone.index()));
        List<Departed> gone = new ArrayList<>(ring.members().departed());
        gone.addAll(departed);
        Members next = new Members(List.copyOf(all.values()), gone, nextIndex);
        return new Ring(ring.shape(), to.epoch(), next, ownership(ring), group);
    }

    private Ownership ownership(Ring ring) {
        int count = ring.shape().partitions().count();
        long[] changedAt = new long[count];
        for (int p = 0; p < count; p++) {
            changedAt[p] = ring.changedAt(p);
        }
        for (RowChange row : rows) {
            if (row.partition() >= count) {
                throw new IllegalArgumentException("partition " + row.partition() + " of " + count);
            }
            changedAt[row.partition()] = row.changedAt();
        }
        OwnerTable current = ring.ownership().current().with(column(RowChange::current));
        OwnerTable targets = ring.ownership().targets().with(column(RowChange::target));
        return Ownership.of(current, targets, changedAt);
    }

    private Map<Integer, Row> column(Function<RowChange, Row> which) {
        return rows.stream().collect(Collectors.toMap(RowChange::partition, which));
    }
}
