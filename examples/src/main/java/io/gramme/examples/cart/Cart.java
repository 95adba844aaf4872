package io.gramme.examples.cart;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a customer wants to buy, as lines that were added and the names of lines that were removed. Immutable.
 *
 * <p>Merging unites both, so it does not matter in which order, how often and how grouped carts are merged. Adding wins: a
 * remove takes away the lines it saw, and a line that somebody else adds meanwhile stays, even one of the same article.
 * Dynamo's cart merged the articles themselves, and deleted ones could come back (§6.2); here they do not, at the price of
 * keeping the names of removed lines until the cart is emptied as a whole by buying it.
 *
 * @param added by the name of the line, unique for each adding
 * @param removed names of lines that are gone
 */
public record Cart(Map<String, Line> added, Set<String> removed) {
    /**
     * One line.
     *
     * @param quantity above zero
     */
    public record Line(String article, int quantity) {
        public Line {
            if (quantity < 1) {
                throw new IllegalArgumentException("a line of " + quantity + " x " + article);
            }
        }
    }

    public Cart {
        added = Collections.unmodifiableMap(new TreeMap<>(added));
        removed = Collections.unmodifiableSet(new TreeSet<>(removed));
    }

    public static Cart empty() {
        return new Cart(Map.of(), Set.of());
    }

    /** Adding the same line again changes nothing: a retry is harmless. */
    public Cart add(String name, Line line) {
        Map<String, Line> more = new TreeMap<>(added);
        more.put(name, line);
        return new Cart(more, removed);
    }

    /** Removes all lines of an article that this cart shows. */
    public Cart remove(String article) {
        Set<String> gone = new TreeSet<>(removed);
        Map<String, Line> left = new TreeMap<>(added);
        added.forEach((name, line) -> {
            if (line.article().equals(article)) {
                gone.add(name);
                left.remove(name);
            }
        });
        return new Cart(left, gone);
    }

    /** All lines of both that neither has seen removed. */
    public Cart merge(Cart other) {
        Set<String> gone = new TreeSet<>(removed);
        gone.addAll(other.removed);
        Map<String, Line> lines = new TreeMap<>(added);
        lines.putAll(other.added);
        lines.keySet().removeAll(gone);
        return new Cart(lines, gone);
    }

    /** Articles and how many of each, sorted. */
    @JsonIgnore
    public Map<String, Integer> articles() {
        Map<String, Integer> articles = new TreeMap<>();
        added.values().forEach(line -> articles.merge(line.article(), line.quantity(), Integer::sum));
        return articles;
    }
}
