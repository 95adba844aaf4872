package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.RowVersion;
import io.gramme.node.transport.WireLimits;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;

/**
 * Readers that check every count against its limit and against the bytes that are left before they allocate, with the
 * writers they mirror.
 */
final class BoundedInput {
    private BoundedInput() {}

    /** A count, 0..limit, of things that take at least {@code bytesEach} bytes each. */
    static int count(Input input, int limit, int bytesEach) {
        int count = input.readVarInt(true);
        if (count < 0 || count > limit || (long) count * bytesEach > input.limit() - input.position()) {
            throw new KryoException("count " + count + " above " + limit + " or beyond the message");
        }
        return count;
    }

    static byte[] bytes(Input input, int limit) {
        byte[] bytes = new byte[count(input, limit, 1)];
        input.readBytes(bytes, 0, bytes.length);
        return bytes;
    }

    static void writeBytes(Output output, byte[] bytes) {
        output.writeVarInt(bytes.length, true);
        output.writeBytes(bytes, 0, bytes.length);
    }

    static byte[] body(Input input) {
        return bytes(input, WireLimits.MAX_BODY_BYTES);
    }

    static Key key(Input input) {
        byte[] bucket = bytes(input, Key.MAX_BUCKET_BYTES);
        return Key.of(bucket, bytes(input, Key.MAX_KEY_BYTES));
    }

    static void writeKey(Output output, Key key) {
        writeBytes(output, key.bucket());
        writeBytes(output, key.name());
    }

    static Epoch epoch(Input input) {
        int term = input.readVarInt(true);
        return new Epoch(term, input.readVarLong(true));
    }

    static void writeEpoch(Output output, Epoch epoch) {
        output.writeVarInt(epoch.term(), true);
        output.writeVarLong(epoch.number(), true);
    }

    /** Where a message ends: rows as old as its ring, unless more follows. */
    static RowVersion rowsAtEnd(Input input, Epoch ring) {
        if (input.position() == input.limit()) {
            return RowVersion.exactly(ring);
        }
        long age = input.readVarLong(true);
        if (age < 1 || age >= ring.number()) {
            throw new KryoException("rows " + Long.toUnsignedString(age) + " rings older than " + ring);
        }
        return new RowVersion(ring, new Epoch(ring.term(), ring.number() - age));
    }

    /** By how many rings the rows are older than the sender's ring; nothing where they are not. */
    static void writeAgeAtEnd(Output output, RowVersion rows) {
        long age = rows.ring().number() - rows.since().number();
        if (age > 0) {
            output.writeVarLong(age, true);
        }
    }

    static boolean flag(Input input) {
        int value = input.readByteUnsigned();
        if (value > 1) {
            throw new KryoException("flag " + value);
        }
        return value == 1;
    }

    /** A constant by its code; the array is in the order of the codes, which start at 0. */
    static <E extends Enum<E>> E constant(Input input, E[] byCode) {
        int code = input.readByteUnsigned();
        if (code >= byCode.length) {
            throw new KryoException("code " + code + ", known up to " + (byCode.length - 1));
        }
        return byCode[code];
    }
}
