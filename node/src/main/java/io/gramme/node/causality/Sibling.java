package io.gramme.node.causality;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key.
 *
 * @param dot its name; where retries made several, the smallest
 * @param hlc hybrid clock stamp given with the dot
 * @param content value or tombstone
 * @param request id and value hash, when the writer gave an id
 * @param aliases the other dots of the same write, ascending; a context that covers one of them covers this version
 */
public record Sibling(
        Dot dot, long hlc, Content content, @Nullable RequestTag request, List<Dot> aliases) {
    /** @throws IllegalArgumentException for aliases without a request, or not above the dot */
    public Sibling {
        aliases = List.copyOf(aliases);
        if (!aliases.isEmpty() && (request == null || aliases.get(0).compareTo(dot) <= 0)) {
            throw new IllegalArgumentException("aliases " + aliases + " of " + dot + " without a request or below it");
        }
    }

    /** Whether the dot or an alias is this one. */
    boolean isNamed(Dot name) {
        return dot.equals(name) || (!aliases.isEmpty() && aliases.contains(name));
    }

    /** Whether a context covers the dot or an alias. */
    boolean isCoveredBy(CausalContext context) {
        if (context.covers(dot)) {
            return true;
        }
        for (int i = 0; i < aliases.size(); i++) {
            if (context.covers(aliases.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** One write seen under other dots: the smaller dot's version, which lists all others. */
    Sibling collapse(Sibling other) {
        Sibling smaller = dot.compareTo(other.dot) <= 0 ? this : other;
        TreeSet<Dot> names = new TreeSet<>(aliases);
        names.addAll(other.aliases);
        names.add(dot);
        names.add(other.dot);
        names.remove(smaller.dot);
        List<Dot> all = List.copyOf(names);
        return smaller.aliases.equals(all)
                ? smaller
                : new Sibling(smaller.dot, smaller.hlc, smaller.content, smaller.request, all);
    }

    /** Last writer wins: by stamp, then dot. */
    static int byStamp(Sibling one, Sibling other) {
        int byStamp = Long.compare(one.hlc, other.hlc);
        return byStamp != 0 ? byStamp : one.dot.compareTo(other.dot);
    }

    /** Whether both carry the same write; false under one dot means that the dot was issued twice. */
    boolean sameWrite(Sibling other) {
        return hlc == other.hlc && java.util.Objects.equals(request, other.request) && content.equals(other.content);
    }
}
