package io.gramme.gossip;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A small cluster-wide register of the host's, one per kind: the highest version wins, at equal versions the greater
 * bytes. Spread like a member change and with the full state.
 *
 * @param kind 0 to 31; the host gives them their meaning
 * @param version not negative
 * @param payload at most 64 bytes; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record Announcement(int kind, long version, byte[] payload) {
    public Announcement {
        Bounds.require(kind >= 0 && kind < Bounds.ANNOUNCEMENT_KINDS, "announcement kind " + kind + " is not in 0..31");
        Bounds.require(version >= 0, "a version is not negative");
        Bounds.require(payload.length <= Bounds.ANNOUNCEMENT_BYTES, "an announcement has at most 64 bytes");
    }

    boolean wins(Announcement other) {
        return version != other.version ? version > other.version : Arrays.compareUnsigned(payload, other.payload) > 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Announcement that
                && kind == that.kind
                && version == that.version
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind + Long.hashCode(version)) + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "announcement " + kind + "@" + version + " " + HexFormat.of().formatHex(payload);
    }
}
