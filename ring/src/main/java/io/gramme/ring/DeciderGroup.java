package io.gramme.ring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The members that decide the next epoch: epoch e names those of e+1, so no group ever changes its own members.
 *
 * @param nodes node indices, ascending, distinct, 1..5 of them
 */
public record DeciderGroup(List<Integer> nodes) {
    public static final int MAX_SIZE = 5;

    public DeciderGroup {
        nodes = List.copyOf(new TreeSet<>(nodes));
        if (nodes.isEmpty() || nodes.size() > MAX_SIZE) {
            throw new IllegalArgumentException("a decider group of " + nodes.size() + ", allowed 1.." + MAX_SIZE);
        }
    }

    /** How many decide in a ring of so many seated members: 1 up to two, 3 up to six, 5 from seven. */
    public static int sizeFor(int seated) {
        if (seated < 3) {
            return 1;
        }
        return seated < 7 ? 3 : 5;
    }

    public boolean contains(int node) {
        return nodes.contains(node);
    }

    /** How many of the group must agree. */
    public int majority() {
        return nodes.size() / 2 + 1;
    }

    /** Whether a majority of the group is left when these nodes are gone. */
    public boolean outlives(Collection<Integer> gone) {
        return nodes.stream().filter(node -> !gone.contains(node)).count() >= majority();
    }

    /**
     * The group for the epoch that holds {@code members}. Deciders that are seated and not dead stay; free places go to
     * live seated members, first from zones the group does not yet have, then by lowest index; only when live members
     * run out does a dead one keep or get a place.
     *
     * @param previous the group before; empty when founding
     * @param dead nodes that may not be relied on now: dead, or restored and not yet named again
     */
    public static DeciderGroup choose(Members members, List<Integer> previous, Set<Integer> dead) {
        List<Member> seated = members.seated();
        int size = sizeFor(seated.size());
        List<Member> chosen = new ArrayList<>();
        Predicate<Member> wasIn = member -> previous.contains(member.index());
        Predicate<Member> lives = member -> !dead.contains(member.index());
        fill(chosen, seated.stream().filter(wasIn.and(lives)).toList(), size);
        fill(chosen, seated.stream().filter(lives).toList(), size);
        fill(chosen, seated.stream().filter(wasIn).toList(), size);
        fill(chosen, seated, size);
        return new DeciderGroup(chosen.stream().map(Member::index).toList());
    }

    /** Adds candidates up to {@code size}: those of new zones first, each time the lowest index. */
    private static void fill(List<Member> chosen, List<Member> candidates, int size) {
        List<Member> left = new ArrayList<>(candidates);
        left.removeAll(chosen);
        while (chosen.size() < size && !left.isEmpty()) {
            Set<String> zones = new HashSet<>();
            chosen.forEach(member -> zones.add(member.zone()));
            Member next = left.stream()
                    .filter(member -> !zones.contains(member.zone()))
                    .findFirst()
                    .orElse(left.get(0));
            chosen.add(next);
            left.remove(next);
        }
    }
}
