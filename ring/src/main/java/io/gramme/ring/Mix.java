package io.gramme.ring;

import java.nio.ByteBuffer;

/** Scatters a few numbers into one, the same on every machine. For spreading choices, not for keys. */
public final class Mix {
    private Mix() {}

    public static long of(long... parts) {
        ByteBuffer bytes = ByteBuffer.allocate(parts.length * Long.BYTES);
        for (long part : parts) {
            bytes.putLong(part);
        }
        return KeyHash.murmur3(bytes.array());
    }
}
