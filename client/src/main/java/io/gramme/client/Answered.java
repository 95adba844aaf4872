package io.gramme.client;

import io.gramme.client.transport.RawAnswer;

/**
 * The answer that ended a request.
 *
 * @param before what the attempts before it may have left behind
 */
record Answered(RawAnswer answer, Outcome before) {
    GrammeException exception() {
        return Problems.exception(answer, before);
    }
}
