package io.gramme.gossip;

import org.jspecify.annotations.Nullable;

/**
 * The packet keys: packets are signed with the current one and accepted under either, so that a rotation needs no
 * moment at which all nodes change.
 *
 * @param current at least 16 bytes, derived from the cluster's secret by the host
 * @param previous the one before or the one to come, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never printed
public record Secrets(byte[] current, byte @Nullable [] previous) {
    public Secrets {
        Bounds.require(current.length >= 16, "a packet key has at least 16 bytes");
        Bounds.require(previous == null || previous.length >= 16, "a packet key has at least 16 bytes");
    }

    /** One key alone. */
    public Secrets(byte[] current) {
        this(current, null);
    }

    @Override
    public String toString() {
        return "Secrets[...]";
    }
}
