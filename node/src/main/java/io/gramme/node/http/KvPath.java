package io.gramme.node.http;

import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a raw request path under {@code /v1/kv/} (or {@code /v1/locate/}) names. Segments are percent-decoded exactly once,
 * to bytes: {@code .}, {@code ..}, {@code %2F} and bytes that are no UTF-8 are keys like any other.
 */
sealed interface KvPath {
    /** A bucket and a key. */
    record OfKey(Key key) implements KvPath {}

    /**
     * A bucket alone: {@code /v1/kv/cart} or {@code /v1/kv/cart/}.
     *
     * @param emptyKey whether a slash follows, and a key was perhaps meant
     */
    record OfBucket(byte[] bucket, boolean emptyKey) implements KvPath {}

    /** Neither: bad escape, empty or overlong part, or a further slash. */
    record Bad(int status, String type, String detail) implements KvPath {}

    /**
     * Reads a path.
     *
     * @param path as it arrived, without query
     * @param prefix with its closing slash, which the path starts with
     */
    static KvPath parse(String path, String prefix) {
        int slash = path.indexOf('/', prefix.length());
        byte[] bucket = decode(path, prefix.length(), slash < 0 ? path.length() : slash);
        if (bucket == null) {
            return new Bad(400, "invalid-parameter", "the bucket has a broken percent-escape");
        }
        if (bucket.length == 0) {
            return new Bad(400, "invalid-parameter", "the bucket is empty; it takes 1 to 128 bytes");
        }
        if (bucket.length > Key.MAX_BUCKET_BYTES) {
            return new Bad(414, "bucket-too-long", "the bucket has " + bucket.length + " bytes; it takes 1 to 128");
        }
        if (slash < 0 || slash == path.length() - 1) {
            return new OfBucket(bucket, slash >= 0);
        }
        if (path.indexOf('/', slash + 1) >= 0) {
            return new Bad(400, "invalid-parameter", "a slash inside a key is written %2F");
        }
        byte[] name = decode(path, slash + 1, path.length());
        if (name == null) {
            return new Bad(400, "invalid-parameter", "the key has a broken percent-escape");
        }
        if (name.length > Key.MAX_KEY_BYTES) {
            return new Bad(414, "key-too-long", "the key has " + name.length + " bytes; it takes 1 to 1024");
        }
        return new OfKey(Key.of(bucket, name));
    }

    /** The bytes of a segment, or {@code null} for a broken escape. Characters beyond ASCII stand for their UTF-8. */
    static byte @Nullable [] decode(String text, int from, int to) {
        byte[] bytes = new byte[(to - from) * 3];
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = hex(text, i + 1, to);
                int low = hex(text, i + 2, to);
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes[length++] = (byte) ((high << 4) | low);
                i += 2;
            } else if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                int end = i + Character.charCount(text.codePointAt(i));
                byte[] utf8 = text.substring(i, end).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(utf8, 0, bytes, length, utf8.length);
                length += utf8.length;
                i = end - 1;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static int hex(String text, int at, int to) {
        return at < to ? Character.digit(text.charAt(at), 16) : -1;
    }
}
