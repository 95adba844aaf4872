package io.gramme.ring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The members of a ring, in the order of their indices, and the ids of those that have left.
 *
 * <p>At most 4 096 entries in all, as indices are never given twice.
 */
public final class Members {
    /** A node that left the ring for good; it is refused when it comes back under this id. */
    public record Departed(int index, NodeId id) {}

    private final List<Member> all;
    private final List<Departed> departed;
    private final int nextIndex;
    private final @Nullable Member[] byIndex;

    /**
     * Throws {@link IllegalArgumentException} when an index, id or name occurs twice or an index is not below
     * {@code nextIndex}.
     */
    public Members(List<Member> all, List<Departed> departed, int nextIndex) {
        this.all = all.stream().sorted(Comparator.comparingInt(Member::index)).toList();
        this.departed = departed.stream()
                .sorted(Comparator.comparingInt(Departed::index))
                .toList();
        this.nextIndex = nextIndex;
        if (nextIndex < 0 || nextIndex > Member.MAX_INDICES) {
            throw new IllegalArgumentException("next node index " + nextIndex);
        }
        this.byIndex = new Member[nextIndex];
        checkDistinct();
        for (Member member : this.all) {
            byIndex[member.index()] = member;
        }
    }

    private void checkDistinct() {
        Set<Object> seen = new HashSet<>();
        for (Member member : all) {
            checkNew(seen, member.index());
            checkNew(seen, member.id());
            checkNew(seen, member.name());
        }
        for (Departed gone : departed) {
            checkNew(seen, gone.index());
            checkNew(seen, gone.id());
        }
    }

    private void checkNew(Set<Object> seen, Object identity) {
        if (!seen.add(identity)) {
            throw new IllegalArgumentException(identity + " occurs twice among the members");
        }
        if (identity instanceof Integer index && (index < 0 || index >= nextIndex)) {
            throw new IllegalArgumentException("node index " + index + " is not below the next, " + nextIndex);
        }
    }

    /** All members by ascending index. */
    public List<Member> all() {
        return all;
    }

    /** The members that may own partitions, by ascending index. */
    public List<Member> seated() {
        return all.stream().filter(Member::seated).toList();
    }

    /** Those that left, by ascending index. */
    public List<Departed> departed() {
        return departed;
    }

    /** The index the next newcomer gets; 4 096 when none is left. */
    public int nextIndex() {
        return nextIndex;
    }

    /** The member with an index, or null. Allocates nothing. */
    public @Nullable Member at(int index) {
        return index >= 0 && index < byIndex.length ? byIndex[index] : null;
    }

    public Optional<Member> byId(NodeId id) {
        return all.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    public Optional<Member> byName(String name) {
        return all.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /** Whether this id once had a seat and lost it to a plan. */
    public boolean hasDeparted(NodeId id) {
        return departed.stream().anyMatch(gone -> gone.id().equals(id));
    }

    /** These members with some replaced (by index) and some added; the next index grows past all of them. */
    public Members with(List<Member> changed) {
        TreeMap<Integer, Member> merged = new TreeMap<>();
        all.forEach(member -> merged.put(member.index(), member));
        changed.forEach(member -> merged.put(member.index(), member));
        int next = merged.isEmpty() ? nextIndex : Math.max(nextIndex, merged.lastKey() + 1);
        return new Members(List.copyOf(merged.values()), departed, next);
    }

    /** These members without some, whose ids are kept as departed. */
    public Members depart(Set<Integer> indices) {
        List<Departed> gone = new ArrayList<>(departed);
        all.stream()
                .filter(member -> indices.contains(member.index()))
                .forEach(member -> gone.add(new Departed(member.index(), member.id())));
        List<Member> staying =
                all.stream().filter(member -> !indices.contains(member.index())).toList();
        return new Members(staying, gone, nextIndex);
    }

    public Members withNextIndex(int next) {
        return new Members(all, departed, next);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Members members
                && nextIndex == members.nextIndex
                && all.equals(members.all)
                && departed.equals(members.departed);
    }

    @Override
    public int hashCode() {
        return all.hashCode() * 31 + nextIndex;
    }

    @Override
    public String toString() {
        return all.stream().map(member -> member.name() + "=" + member.index()).collect(Collectors.joining(", "));
    }
}
