package io.gramme.gossip;

import java.io.Serial;

/** The bytes are no message. Thrown and caught inside the codecs alone; costs no stack trace. */
final class Malformed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    Malformed(String message) {
        super(message, null, false, false);
    }
}
