package io.gramme.node.http;

import io.gramme.node.causality.Base64Url;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Where a listing goes on, as clients carry it: opaque, authenticated, bound to bucket and prefix. Token = base64url of
 * version(1) | hash(8) | HMAC-SHA-256 cut to 8 bytes. A place on the ring names no key, so a cursor tells nothing of other
 * buckets; and it stays good whatever the ring does.
 *
 * <p>One loop owns it. Two secrets may be valid while the secret rotates: the first makes cursors, both are accepted.
 */
final class ListCursor {
    private static final byte VERSION = 1;
    private static final int MAC_BYTES = 8;
    private static final int BODY_BYTES = 9;
    /** Context tokens are made with the same keys: what is signed must never be taken for one of them. */
    private static final byte[] DOMAIN = {'l', 'i', 's', 't', 0, 0};

    private final List<Mac> macs = new ArrayList<>();

    /** @param secrets context keys derived from the cluster's secrets, newest first */
    ListCursor(List<byte[]> secrets) {
        for (byte[] secret : secrets) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret, "HmacSHA256"));
                macs.add(mac);
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("every Java platform has HmacSHA256", missing);
            }
        }
    }

    String encode(byte[] bucket, byte[] prefix, long hash) {
        byte[] body = ByteBuffer.allocate(BODY_BYTES).put(VERSION).putLong(hash).array();
        byte[] mac = sign(macs.get(0), bucket, prefix, body);
        byte[] token = Arrays.copyOf(body, BODY_BYTES + MAC_BYTES);
        System.arraycopy(mac, 0, token, BODY_BYTES, MAC_BYTES);
        return Base64Url.encode(token);
    }

    /** The place, or {@code null} for anything that {@link #encode} did not make for this bucket and prefix. */
    @Nullable
    Long decode(byte[] bucket, byte[] prefix, String token) {
        byte[] bytes;
        try {
            bytes = token.length() > 64 ? new byte[0] : Base64Url.decode(token);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
        if (bytes.length != BODY_BYTES + MAC_BYTES || bytes[0] != VERSION) {
            return null;
        }
        byte[] body = Arrays.copyOf(bytes, BODY_BYTES);
        byte[] given = Arrays.copyOfRange(bytes, BODY_BYTES, bytes.length);
        for (Mac mac : macs) {
            if (MessageDigest.isEqual(Arrays.copyOf(sign(mac, bucket, prefix, body), MAC_BYTES), given)) {
                return ByteBuffer.wrap(body).getLong(1);
            }
        }
        return null;
    }

    private static byte[] sign(Mac mac, byte[] bucket, byte[] prefix, byte[] body) {
        mac.update(DOMAIN);
        mac.update((byte) bucket.length);
        mac.update(bucket);
        mac.update((byte) (prefix.length >>> 8));
        mac.update((byte) prefix.length);
        mac.update(prefix);
        return mac.doFinal(body);
    }
}
