package io.gramme.gossip;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What is around every message, in 34 bytes: what it is (1), format version (1), cluster id (16), HMAC-SHA256 over all the
 * rest truncated to 16. A packet is looked into only when cluster and signature fit.
 */
final class Envelope {
    /** What a message is; part of what is signed, so that one cannot pass for the other. */
    enum Form {
        DATAGRAM('g'),
        STATE('s');

        private final byte mark;

        Form(char mark) {
            this.mark = (byte) mark;
        }
    }

    /** What was found when a message was opened. */
    enum Opening {
        OPENED,
        OTHER_CLUSTER,
        UNSIGNED,
        MALFORMED
    }

    static final int BYTES = 34;
    private static final int VERSION = 1;
    private static final int SIGNATURE_AT = 18;
    private static final int SIGNATURE_BYTES = 16;

    private final ClusterId cluster;
    private Mac current;
    private @Nullable Mac previous;

    Envelope(ClusterId cluster, Secrets secrets) {
        this.cluster = cluster;
        this.current = mac(secrets.current());
        this.previous = optionalMac(secrets);
    }

    void rotate(Secrets secrets) {
        current = mac(secrets.current());
        previous = optionalMac(secrets);
    }

    /** A writer with the room for the envelope; close it with {@link #seal}. */
    Writer open(Form form, int capacity) {
        Writer out = new Writer(capacity);
        return out.u8(form.mark)
                .u8(VERSION)
                .u64(cluster.high())
                .u64(cluster.low())
                .u64(0)
                .u64(0);
    }

    byte[] seal(Writer out) {
        byte[] bytes = out.toBytes();
        System.arraycopy(sign(current, bytes), 0, bytes, SIGNATURE_AT, SIGNATURE_BYTES);
        return bytes;
    }

    Opening check(Form form, byte[] bytes) {
        if (bytes.length < BYTES || bytes[0] != form.mark || bytes[1] != VERSION) {
            return Opening.MALFORMED;
        }
        if (!clusterOf(bytes).equals(cluster)) {
            return Opening.OTHER_CLUSTER;
        }
        Mac other = previous;
        boolean signed = isSigned(current, bytes) || (other != null && isSigned(other, bytes));
        return signed ? Opening.OPENED : Opening.UNSIGNED;
    }

    static ClusterId clusterOf(byte[] bytes) {
        Reader in = new Reader(bytes, 2);
        return new ClusterId(in.u64(), in.u64());
    }

    private static boolean isSigned(Mac mac, byte[] bytes) {
        byte[] claimed = Arrays.copyOfRange(bytes, SIGNATURE_AT, BYTES);
        return MessageDigest.isEqual(Arrays.copyOf(sign(mac, bytes), SIGNATURE_BYTES), claimed);
    }

    private static byte[] sign(Mac mac, byte[] bytes) {
        mac.update(bytes, 0, SIGNATURE_AT);
        mac.update(bytes, BYTES, bytes.length - BYTES);
        return mac.doFinal();
    }

    private static @Nullable Mac optionalMac(Secrets secrets) {
        byte[] key = secrets.previous();
        return key == null ? null : mac(key);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
