package io.gramme.node.http;

import io.gramme.node.config.GrammeConfig.Permission;
import io.gramme.node.config.GrammeConfig.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, by bearer token (RFC 6750). Where no token is configured everybody may do everything.
 *
 * <p>Tokens are kept and compared as SHA-256 digests: every one of them, to the end, whichever matches, so that the time
 * tells nothing. One for each loop: the digest is not shared.
 */
final class Access {
    private static final String SCHEME = "bearer ";
    private static final String CHALLENGE = "Bearer realm=\"gramme\"";

    private final List<Known> known = new ArrayList<>();
    private final MessageDigest digest;

    private record Known(byte[] sha256, Grant grant) {}

    Access(List<Token> tokens) {
        for (Token token : tokens) {
            known.add(new Known(HexFormat.of().parseHex(token.sha256()), Grant.of(token)));
        }
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Lets a request in and notes what it may do; {@code false} when it was answered with 401. */
    boolean enter(Exchange exchange) {
        if (known.isEmpty()) {
            return true;
        }
        String header = exchange.header("Authorization");
        Grant grant = header == null ? null : grantOf(header);
        if (grant != null) {
            exchange.grant(grant);
            return true;
        }
        exchange.put("WWW-Authenticate", header == null ? CHALLENGE : CHALLENGE + ", error=\"invalid_token\"");
        exchange.problem(Problem.of(
                401,
                "unauthorized",
                header == null
                        ? "this cluster takes requests with a token only: Authorization: Bearer ..."
                        : "the token is not known here"));
        return false;
    }

    private @Nullable Grant grantOf(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        byte[] token = header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        byte[] hash = digest.digest(token);
        Grant found = null;
        for (Known one : known) {
            if (MessageDigest.isEqual(one.sha256, hash)) {
                found = one.grant;
            }
        }
        return found;
    }

    /** Whether the exchange's grant allows this; where it does not, it was answered with 403. */
    static boolean permits(Exchange exchange, Permission permission, byte @Nullable [] bucket) {
        if (exchange.grant().allows(permission, bucket)) {
            return true;
        }
        exchange.problem(forbidden(permission, bucket));
        return false;
    }

    static Problem forbidden(Permission permission, byte @Nullable [] bucket) {
        String what = permission.name().toLowerCase(java.util.Locale.ROOT);
        return Problem.of(
                403,
                "forbidden",
                "the token does not allow to " + (permission == Permission.ADMIN ? "administer" : what)
                        + (bucket == null ? " the cluster" : " this bucket"));
    }
}
