package io.gramme.cli;

import java.nio.charset.StandardCharsets;

/**
 * A bucket and a key as people write them: {@code cart/alice}. Everything after the first slash is the key, slashes too.
 */
record KeyName(String bucket, String key) {
    /** @throws ToolFailure ({@code USAGE}) when a part is missing */
    static KeyName of(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new ToolFailure(ExitCodes.USAGE, "'" + text + "' is no key: write BUCKET/KEY, as in cart/alice");
        }
        return new KeyName(text.substring(0, slash), text.substring(slash + 1));
    }

    /** {@code bucket/key}, escaped for a path. */
    String path() {
        return escaped(bucket) + "/" + escaped(key);
    }

    @Override
    public String toString() {
        return bucket + "/" + key;
    }

    /** A path segment or query value: every byte but letters, digits, {@code -}, {@code _} and {@code ~} as %XX. */
    static String escaped(String text) {
        return escaped(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for bytes that need be no text. */
    static String escaped(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            boolean plain = (b >= '0' && b <= '9')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= 'a' && b <= 'z')
                    || b == '-'
                    || b == '_'
                    || b == '~';
            if (plain) {
                out.append((char) b);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return out.toString();
    }
}
