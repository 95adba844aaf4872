package io.gramme.node.antientropy;

import org.jspecify.annotations.Nullable;

/**
 * How an exchange ended.
 *
 * @param pulled keys whose records changed here
 * @param pushed keys whose records changed at the peer
 * @param bytes of all messages, both ways, records included
 * @param complete whether everything that differed was looked at; {@code false} after a failure, or when there was more
 *     than one exchange may move
 * @param treeSuspect leaves differed twice, their keys did not: one of the two trees may be wrong
 * @param failure in a few words, or {@code null}
 */
public record Exchanged(
        long pulled,
        long pushed,
        long bytes,
        boolean complete,
        boolean treeSuspect,
        @Nullable String failure) {
    static Exchanged failed(String why) {
        return new Exchanged(0, 0, 0, false, false, why);
    }

    /** Whether both sides held the same from the first look to the last: a check without difference. */
    public boolean isEqual() {
        return complete && pulled == 0 && pushed == 0;
    }

    /** Keys whose records changed on either side. */
    public long repaired() {
        return pulled + pushed;
    }
}
