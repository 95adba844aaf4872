package io.gramme.node.http;

import io.gramme.node.config.GrammeConfig.Permission;
import io.gramme.node.config.GrammeConfig.Token;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request may do.
 *
 * @param allow the permissions; one for administration includes reading
 * @param buckets UTF-8 names; empty for all, and for what concerns no bucket
 */
record Grant(List<Permission> allow, List<byte[]> buckets) {
    /** Where no tokens are configured. */
    static final Grant EVERYTHING = new Grant(List.of(Permission.values()), List.of());

    static Grant of(Token token) {
        return new Grant(
                List.copyOf(token.allow()),
                token.buckets().stream()
                        .map(name -> name.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    /** @param bucket {@code null} for what concerns the whole cluster: a token of some buckets does not allow that */
    boolean allows(Permission permission, byte @Nullable [] bucket) {
        boolean named =
                allow.contains(permission) || (permission == Permission.READ && allow.contains(Permission.ADMIN));
        return named && (buckets.isEmpty() || (bucket != null && holds(bucket)));
    }

    private boolean holds(byte[] bucket) {
        for (byte[] one : buckets) {
            if (Arrays.equals(one, bucket)) {
                return true;
            }
        }
        return false;
    }
}
