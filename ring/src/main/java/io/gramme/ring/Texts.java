package io.gramme.ring;

/** What names, zones and addresses may look like: printable ASCII without a space, so that every tool can show them. */
final class Texts {
    private Texts() {}

    /** Throws {@link IllegalArgumentException} unless the text has 1..max printable ASCII characters. */
    static void check(String what, String text, int max) {
        if (text.isEmpty() || text.length() > max) {
            throw new IllegalArgumentException(what + " of " + text.length() + " characters, allowed 1.." + max);
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(what + " '" + text + "' holds a character that is not printable ASCII");
        }
    }
}
