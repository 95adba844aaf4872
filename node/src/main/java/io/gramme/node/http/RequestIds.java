package io.gramme.node.http;

import io.gramme.node.runtime.Randomness;

/** Names requests for logs and answers: 16 hexadecimal digits, unique enough to find one in a day's log. */
final class RequestIds {
    private static final String ZEROS = "0000000000000000";

    private long next;

    RequestIds(Randomness randomness) {
        next = randomness.nextLong();
    }

    String next() {
        String digits = Long.toHexString(next++);
        return ZEROS.substring(digits.length()) + digits;
    }
}
