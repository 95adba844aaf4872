package io.gramme.node.causality;

import java.util.Base64;

/**
 * Base64url without padding, one text for every byte array (RFC 4648 §3.5). The JDK's decoder drops the last character's
 * spare bits and takes padding: a token of a client's making would then pass for one of ours.
 */
public final class Base64Url {
    private Base64Url() {}

    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws IllegalArgumentException for anything that {@link #encode} does not give */
    public static byte[] decode(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (!encode(bytes).equals(text)) {
            throw new IllegalArgumentException("base64url with padding or spare bits");
        }
        return bytes;
    }
}
