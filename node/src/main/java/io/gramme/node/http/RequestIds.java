package io.gramme.node.http;

import io.gramme.node.causality.RequestId;
import io.gramme.node.runtime.Randomness;
import io.gramme.ring.KeyHash;
import java.nio.charset.StandardCharsets;

/** Names requests for logs and answers: 16 hexadecimal digits, unique enough to find one in a day's log. */
final class RequestIds {
    private static final String ZEROS = "0000000000000000";

    private long next;

    RequestIds(Randomness randomness) {
        next = randomness.nextLong();
    }

    /** The name that a client gives a write across retries, as 128 bits. */
    static RequestId ofName(String idempotencyKey) {
        byte[] bytes = idempotencyKey.getBytes(StandardCharsets.UTF_8);
        return new RequestId(KeyHash.of(new byte[] {1}, bytes), KeyHash.of(new byte[] {2}, bytes));
    }

    String next() {
        String digits = Long.toHexString(next++);
        return ZEROS.substring(digits.length()) + digits;
    }
}
