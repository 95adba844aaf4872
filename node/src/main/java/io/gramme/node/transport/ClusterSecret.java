package io.gramme.node.transport;

import io.gramme.ring.ClusterId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret that makes a cluster one, and the keys derived from it: HMAC-SHA256 of a label (and the cluster id where it
 * is known to all who need the key) under a root key, which is HMAC-SHA256 of the secret. During a rotation two secrets
 * are valid: the current one signs, both verify.
 *
 * <p>Without a secret every key derives from the cluster id, before founding from nothing at all: that keeps clusters
 * apart and keeps nobody out. Immutable; any thread.
 */
public final class ClusterSecret {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] SECRET_ROOT = ascii("gramme.1.secret");
    private static final byte[] OPEN_ROOT = ascii("gramme.1.open");
    private static final byte[] NO_CLUSTER = new byte[16];

    private final List<byte[]> roots;

    private ClusterSecret(List<byte[]> roots) {
        this.roots = roots;
    }

    /** No secret: for loopback only. */
    public static ClusterSecret none() {
        return new ClusterSecret(List.of());
    }

    /**
     * @param current the secret that signs, not blank
     * @param other one more that is accepted (the one before, or the one to come), or {@code null}
     */
    public static ClusterSecret of(String current, @Nullable String other) {
        List<byte[]> roots = new ArrayList<>();
        roots.add(root(current));
        if (other != null) {
            roots.add(root(other));
        }
        return new ClusterSecret(List.copyOf(roots));
    }

    private static byte[] root(String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("the cluster's secret is blank");
        }
        return hmac(SECRET_ROOT, secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether there is one: without, {@code doctor} warns and only loopback addresses are allowed. */
    public boolean isSet() {
        return !roots.isEmpty();
    }

    /** Keys that prove the secret in hellos, the signing one first; 32 bytes each. */
    public List<byte[]> helloKeys(@Nullable ClusterId cluster) {
        return keys("hello", cluster, false);
    }

    /** Keys that sign gossip packets, the signing one first; 32 bytes each. */
    public List<byte[]> packetKeys(@Nullable ClusterId cluster) {
        return keys("packet", cluster, false);
    }

    /** Keys that authenticate causal contexts, the signing one first; 32 bytes each. */
    public List<byte[]> contextKeys(ClusterId cluster) {
        return keys("context", cluster, true);
    }

    /**
     * The key of anti-entropy trees and version hashes, 32 bytes. Derived once, at founding, and then kept with the ring:
     * it outlives rotations.
     */
    public byte[] treeKey(ClusterId cluster) {
        return keys("tree", cluster, true).get(0);
    }

    private List<byte[]> keys(String label, @Nullable ClusterId cluster, boolean bound) {
        byte[] id = bytes(cluster);
        if (roots.isEmpty()) {
            return List.of(hmac(hmac(OPEN_ROOT, id), ascii(label)));
        }
        List<byte[]> keys = new ArrayList<>(roots.size());
        for (byte[] root : roots) {
            keys.add(bound ? hmac(root, ascii(label), id) : hmac(root, ascii(label)));
        }
        return keys;
    }

    private static byte[] bytes(@Nullable ClusterId cluster) {
        return cluster == null
                ? NO_CLUSTER
                : ByteBuffer.allocate(16)
                        .putLong(cluster.high())
                        .putLong(cluster.low())
                        .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** HMAC-SHA256 over the parts, one after the other; 32 bytes. */
    public static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HmacSHA256", missing);
        }
    }

    @Override
    public String toString() {
        return "ClusterSecret[" + roots.size() + "]";
    }
}
