package io.gramme.node.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a write. A condition that cannot be met by any version is kept as one that never holds; one that this
 * API does not know is refused, never passed over.
 *
 * @param ifMatch ETags of which one must be the present one, empty for no such condition
 * @param ifNoneMatchAny the key must not exist
 * @param problem why the request is refused, or {@code null}
 */
record Conditions(
        List<String> ifMatch,
        boolean ifNoneMatchAny,
        @Nullable Problem problem) {
    private static final Conditions NONE = new Conditions(List.of(), false, null);
    private static final int MOST_TAGS = 64;
    private static final int LONGEST_TAG = 64;
    /** No version's: theirs are hexadecimal digits. */
    private static final String NOBODYS = "-";

    static Conditions ofWrite(@Nullable String match, @Nullable String noneMatch) {
        if (match == null && noneMatch == null) {
            return NONE;
        }
        if (noneMatch != null && !noneMatch.strip().equals("*")) {
            return refused("If-None-Match of a write takes only *: the key must not exist; If-Match names versions");
        }
        List<String> tags = match == null ? List.of() : Etags.of(match);
        if (match != null && tags.isEmpty()) {
            return refused("If-Match names no ETag");
        }
        if (tags.size() > MOST_TAGS) {
            return refused("If-Match names " + tags.size() + " ETags, at most " + MOST_TAGS);
        }
        List<String> comparable = tags.stream()
                .map(tag -> tag.length() > LONGEST_TAG ? NOBODYS : tag)
                .toList();
        return new Conditions(comparable, noneMatch != null, null);
    }

    private static Conditions refused(String detail) {
        return new Conditions(List.of(), false, Problem.invalidParameter(detail));
    }
}
