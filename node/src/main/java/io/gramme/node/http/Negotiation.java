package io.gramme.node.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which of the representations that a route offers a client takes best (RFC 9110 §12.5.1). */
final class Negotiation {
    private Negotiation() {}

    /** The one with the greatest weight, the first of several; {@code null} when the client takes none. */
    static @Nullable String best(@Nullable String accept, List<String> offered) {
        if (accept == null || accept.isBlank()) {
            return offered.get(0);
        }
        String best = null;
        double greatest = 0;
        for (String type : offered) {
            double weight = weight(accept.toLowerCase(Locale.ROOT), type);
            if (weight > greatest) {
                greatest = weight;
                best = type;
            }
        }
        return best;
    }

    /** The weight of the most specific range that matches. */
    private static double weight(String accept, String type) {
        double weight = 0;
        int precision = -1;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            int matched = precision(parts[0].strip(), type);
            if (matched > precision) {
                precision = matched;
                weight = quality(parts);
            }
        }
        return weight;
    }

    private static int precision(String range, String type) {
        if (range.equals(type)) {
            return 2;
        }
        if (range.equals("*/*")) {
            return 0;
        }
        return range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)) ? 1 : -1;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Math.max(0, Math.min(1, Double.parseDouble(parameter.substring(2))));
                } catch (NumberFormatException malformed) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
