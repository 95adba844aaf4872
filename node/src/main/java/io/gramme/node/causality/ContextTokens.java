package io.gramme.node.causality;

import io.gramme.ring.Key;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Contexts as clients carry them: opaque, authenticated, bound to one key. Token = base64url of version(1) | key hash(4) |
 * context | HMAC-SHA-256(version, key, context) cut to 8 bytes. A forged "future" entry would delete writes not yet made,
 * which is why a token is never taken on trust.
 *
 * <p>One loop owns it. Two secrets may be valid while the secret rotates: the first makes tokens, both are accepted.
 */
public final class ContextTokens {
    /** Longest token, in characters. */
    public static final int MAX_CHARACTERS = 4096;

    private static final int VERSION = 1;
    private static final int MAC_BYTES = 8;
    private static final int MOST_BYTES = MAX_CHARACTERS / 4 * 3;

    private final List<Mac> macs = new ArrayList<>();

    /** @param secrets context keys derived from the cluster's secrets, newest first; one or two, not empty */
    public ContextTokens(List<byte[]> secrets) {
        if (secrets.isEmpty() || secrets.size() > 2) {
            throw new IllegalArgumentException(secrets.size() + " context secrets, allowed 1 or 2");
        }
        for (byte[] secret : secrets) {
            macs.add(mac(secret));
        }
    }

    private static Mac mac(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HmacSHA256", missing);
        }
    }

    /** The token of a context; a context too large for one is cut by {@link #fitting}. */
    public String encode(Key key, CausalContext context) {
        ByteSink sink = new ByteSink(64);
        sink.raw(VERSION);
        keyHash(key, sink);
        ContextCodec.write(fitting(context), sink);
        byte[] body = sink.toByteArray();
        byte[] mac = sign(macs.get(0), key, body, body.length);
        sink.slice(mac, 0, MAC_BYTES);
        return Base64Url.encode(sink.toByteArray());
    }

    /** Reads what a client sent; never throws for its content. */
    public TokenOutcome decode(Key key, String token) {
        if (token.length() > MAX_CHARACTERS) {
            return new TokenOutcome.Malformed(token.length() + " characters, at most " + MAX_CHARACTERS);
        }
        byte[] bytes;
        try {
            bytes = Base64Url.decode(token);
        } catch (IllegalArgumentException notBase64) {
            return new TokenOutcome.Malformed("not base64url");
        }
        int bodyLength = bytes.length - MAC_BYTES;
        if (bodyLength < 6) {
            return new TokenOutcome.Malformed("only " + bytes.length + " bytes");
        }
        if (bytes[0] != VERSION) {
            return new TokenOutcome.Malformed("version " + bytes[0] + ", known: " + VERSION);
        }
        return verify(key, bytes, bodyLength);
    }

    private TokenOutcome verify(Key key, byte[] bytes, int bodyLength) {
        ByteSink expected = new ByteSink(16);
        keyHash(key, expected);
        for (int i = 0; i < expected.size(); i++) {
            if (bytes[1 + i] != expected.toByteArray()[i]) {
                return new TokenOutcome.OtherKey();
            }
        }
        for (Mac mac : macs) {
            if (matches(sign(mac, key, bytes, bodyLength), bytes, bodyLength)) {
                return read(bytes, bodyLength);
            }
        }
        return new TokenOutcome.Forged();
    }

    private static TokenOutcome read(byte[] bytes, int bodyLength) {
        try {
            ByteSource source = new ByteSource(bytes, 5, bodyLength);
            CausalContext context = ContextCodec.read(source);
            source.end();
            return new TokenOutcome.Valid(context);
        } catch (MalformedRecordException malformed) {
            return new TokenOutcome.Malformed(String.valueOf(malformed.getMessage()));
        }
    }

    /** The key enters whole and delimited, not only by its hash. */
    private static byte[] sign(Mac mac, Key key, byte[] body, int length) {
        mac.update((byte) key.bucket().length);
        mac.update(key.bucket());
        mac.update((byte) (key.name().length >>> 8));
        mac.update((byte) key.name().length);
        mac.update(key.name());
        mac.update(body, 0, length);
        return mac.doFinal();
    }

    private static boolean matches(byte[] mac, byte[] bytes, int at) {
        int difference = 0;
        for (int i = 0; i < MAC_BYTES; i++) {
            difference |= mac[i] ^ bytes[at + i];
        }
        return difference == 0;
    }

    private static void keyHash(Key key, ByteSink sink) {
        for (int shift = 56; shift >= 32; shift -= 8) {
            sink.raw((int) (key.hash() >>> shift));
        }
    }

    /**
     * The context itself, or, where it would not fit a token, one that covers less, which is safe: first isolated dots, then
     * vector entries, are left out, smallest counters first.
     */
    static CausalContext fitting(CausalContext context) {
        CausalContext fitted = context;
        int excess = encodedLength(fitted) - (MOST_BYTES - 5 - MAC_BYTES);
        while (excess > 0) {
            int fewer = Math.max(1, excess / 18);
            fitted = fitted.isolated().isEmpty() ? withFewerActors(fitted, fewer) : withFewerDots(fitted, fewer);
            excess = encodedLength(fitted) - (MOST_BYTES - 5 - MAC_BYTES);
        }
        return fitted;
    }

    private static int encodedLength(CausalContext context) {
        ByteSink sink = new ByteSink(256);
        ContextCodec.write(context, sink);
        return sink.size();
    }

    private static CausalContext withFewerDots(CausalContext context, int fewer) {
        Set<Dot> leftOut = new HashSet<>();
        context.isolated().stream()
                .sorted(Comparator.comparingLong(Dot::counter).thenComparing(Comparator.naturalOrder()))
                .limit(fewer)
                .forEach(leftOut::add);
        return context.withoutIsolated(leftOut::contains);
    }

    private static CausalContext withFewerActors(CausalContext context, int fewer) {
        VersionVector vector = context.vector();
        List<Integer> byCounter = new ArrayList<>();
        for (int i = 0; i < vector.size(); i++) {
            byCounter.add(i);
        }
        byCounter.sort(Comparator.comparingLong(vector::counterAt));
        boolean[] removed = new boolean[vector.size()];
        for (int index : byCounter.subList(0, Math.min(fewer, byCounter.size()))) {
            removed[index] = true;
        }
        return context.withVector(vector.without(removed));
    }
}
