package io.gramme.node.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A request's query parameters. Unknown names, repeated names and values outside their range are faults, each named; the
 * first one is the answer.
 */
final class Query {
    private static final byte[] NOTHING = {};

    private final Map<String, String> values = new LinkedHashMap<>();
    private final String bytesName;
    private byte[] bytes = NOTHING;
    private @Nullable Problem problem;

    /**
     * Reads a raw query.
     *
     * @param raw after the question mark, or {@code null}
     * @param known the names this route takes
     */
    Query(@Nullable String raw, Set<String> known) {
        this(raw, known, "");
    }

    /** @param bytesOf a parameter that takes any bytes, not only UTF-8 */
    Query(@Nullable String raw, Set<String> known, String bytesOf) {
        this.bytesName = bytesOf;
        if (raw == null || raw.isEmpty()) {
            return;
        }
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                add(pair, known);
            }
        }
    }

    private void add(String pair, Set<String> known) {
        int equals = pair.indexOf('=');
        String name = text(equals < 0 ? pair : pair.substring(0, equals));
        String rest = equals < 0 ? "" : pair.substring(equals + 1);
        if (name != null && bytesName.equals(name) && known.contains(name)) {
            addBytes(name, rest);
            return;
        }
        String value = text(rest);
        if (name == null || value == null) {
            fault("the query has a broken percent-escape or is no UTF-8");
        } else if (!known.contains(name)) {
            fault("unknown parameter " + name + "; this route takes " + String.join(", ", new TreeSet<>(known)));
        } else if (values.put(name, value) != null) {
            fault("parameter " + name + " is given twice");
        }
    }

    private void addBytes(String name, String rest) {
        byte[] decoded = KvPath.decode(rest.replace('+', ' '), 0, rest.length());
        if (decoded == null) {
            fault("the query has a broken percent-escape");
        } else if (values.put(name, "") != null) {
            fault("parameter " + name + " is given twice");
        } else {
            bytes = decoded;
        }
    }

    /** The bytes of the parameter that takes any, empty when it is not given. */
    byte[] bytes(String name) {
        return name.equals(bytesName) ? bytes : NOTHING;
    }

    private static @Nullable String text(String raw) {
        byte[] bytes = KvPath.decode(raw.replace('+', ' '), 0, raw.length());
        return bytes == null ? null : Json.text(bytes);
    }

    private void fault(String detail) {
        if (problem == null) {
            problem = Problem.invalidParameter(detail);
        }
    }

    /** The first fault so far, or {@code null}. */
    @Nullable
    Problem problem() {
        return problem;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    @Nullable
    String text(String name, @Nullable String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** A whole number in a range, or {@code null} when it is not given (or wrong, which is a fault). */
    @Nullable
    Integer number(String name, int from, int to) {
        String text = values.get(name);
        if (text == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // the fault below names it
        }
        fault(name + "=" + text + " is not a whole number from " + from + " to " + to);
        return null;
    }

    /** {@code true} or {@code false}; absent is false. */
    boolean flag(String name) {
        String text = values.get(name);
        if (text != null && !text.equals("true") && !text.equals("false") && !text.isEmpty()) {
            fault(name + "=" + text + " is neither true nor false");
        }
        return text != null && !text.equals("false");
    }

    /**
     * A duration in milliseconds: a number of milliseconds, or one with {@code ms}, {@code s}, {@code m}, {@code h},
     * {@code d}.
     *
     * @return {@code null} when it is not given, or wrong, which is a fault
     */
    @Nullable
    Long millis(String name, long from, long to) {
        String text = values.get(name);
        if (text == null) {
            return null;
        }
        Long millis = Durations.millis(text);
        if (millis == null || millis < from || millis > to) {
            fault(name + "=" + text + " is not a duration from " + from + "ms to " + to + "ms (such as 500ms, 2s, 1h)");
            return null;
        }
        return millis;
    }

    /** A lifetime in milliseconds, written with its unit; {@code null} when it is not given, or wrong, which is a fault. */
    @Nullable
    Long lifetime(String name, long to) {
        String text = values.get(name);
        Long millis = text == null ? null : Durations.lifetime(text);
        if (text != null && (millis == null || millis < 1 || millis > to)) {
            fault(name + "=" + text + " is no lifetime with its unit, such as 30s, 1h or 7d, up to 20 years");
            return null;
        }
        return millis;
    }
}
