package io.gramme.node.antientropy;

import org.jspecify.annotations.Nullable;

/**
 * How an exchange ended.
 *
 * @param pulled keys whose records changed here
 * @param pushed keys whose records changed at the peer
 * @param bytes of all messages, both ways, records included
 * @param complete whether everything that differed was looked at; {@code false} after a failure, when there was more than
 *     one exchange may move, or when the peer was busy with another owner
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

    /** The peer compares the partition with another owner at present; nothing was done, and it is no failure. */
    static Exchanged postponed(long bytes) {
        return new Exchanged(0, 0, bytes, false, false, null);
    }

    /** Whether it goes on some other time and has moved nothing so far. */
    boolean isPostponed() {
        return !complete && failure == null && repaired() == 0;
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
