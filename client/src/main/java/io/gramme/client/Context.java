package io.gramme.client;

/**
 * What a reader was shown, opaque: a write that brings it replaces exactly that. Bound to one key.
 *
 * @param token as the server made it, empty for none
 */
public record Context(String token) {
    private static final Context NONE = new Context("");

    /** Nothing was read: the write stands beside whatever there is. */
    public static Context none() {
        return NONE;
    }

    public boolean isNone() {
        return token.isEmpty();
    }
}
