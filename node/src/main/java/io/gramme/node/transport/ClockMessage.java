package io.gramme.node.transport;

/** What nodes ask each other about their wall clocks. */
public sealed interface ClockMessage extends Message {
    /** What does your clock say; answered by {@link ClockIs}. */
    record ClockAsk() implements ClockMessage, Request {}

    /** @param wallMillis milliseconds since the Unix epoch by the answering node's clock, 0 or more */
    record ClockIs(long wallMillis) implements ClockMessage, Reply {
        public ClockIs {
            if (wallMillis < 0) {
                throw new IllegalArgumentException("wall clock " + wallMillis + " ms");
            }
        }
    }
}
