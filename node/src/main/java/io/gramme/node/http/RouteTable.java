package io.gramme.node.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Paths and methods of a port, each with its handler. A path that ends with a slash stands for everything under it. */
final class RouteTable {
    private final Map<String, Entry> exact = new HashMap<>();
    private final TreeMap<String, Entry> prefixes = new TreeMap<>();

    /** The methods of one path. */
    static final class Entry {
        private final String pattern;
        private final Map<String, Consumer<Exchange>> methods = new TreeMap<>();

        Entry(String pattern) {
            this.pattern = pattern;
        }

        /** As it was registered; a name for metrics. */
        String pattern() {
            return pattern;
        }

        /** The handler of a method, HEAD with GET's; {@code null} when it is not allowed. */
        @Nullable
        Consumer<Exchange> handler(String method) {
            Consumer<Exchange> own = methods.get(method);
            return own == null && method.equals("HEAD") ? methods.get("GET") : own;
        }

        /** What an {@code Allow} header says. */
        String allowed() {
            String names = String.join(", ", methods.keySet());
            return methods.containsKey("GET") ? names.replace("GET", "GET, HEAD") : names;
        }
    }

    void on(String method, String path, Consumer<Exchange> handler) {
        Map<String, Entry> where = path.endsWith("/") ? prefixes : exact;
        Consumer<Exchange> before =
                where.computeIfAbsent(path, Entry::new).methods.put(method, handler);
        if (before != null) {
            throw new IllegalArgumentException("two handlers for " + method + " " + path);
        }
    }

    /** Every path, as registered. */
    List<String> patterns() {
        List<String> all = new ArrayList<>(exact.keySet());
        all.addAll(prefixes.keySet());
        return all;
    }

    /** The entry of a path, the longest prefix where none is exact; {@code null} for none. */
    @Nullable
    Entry find(String path) {
        Entry entry = exact.get(path);
        if (entry != null) {
            return entry;
        }
        for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            Entry prefix = prefixes.get(path.substring(0, slash + 1));
            if (prefix != null) {
                return prefix;
            }
        }
        return null;
    }
}
