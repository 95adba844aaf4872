package io.gramme.node.transport.wire;

import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.wire.FrameReader.BrokenStream;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One side's hello on the wire: magic, the versions it speaks, what it says of itself, its challenge, and the ids of the
 * keys it could prove (a key's id is a hash that tells nothing else about it). Fixed width, big-endian.
 */
record HelloFrame(int minVersion, int maxVersion, Hello hello, byte[] challenge, List<Long> keyIds) {
    static final int MAGIC = 0x47524d31;
    static final int CHALLENGE_BYTES = 16;
    /** The protocol version of this build, and the oldest it speaks. */
    static final int VERSION = 1;

    private static final int FIXED_BYTES = 4 + 1 + 1 + 16 + 16 + 8 * 8 + CHALLENGE_BYTES + 1;
    private static final int MAX_KEYS = 8;
    private static final byte[] KEY_ID = "key id".getBytes(StandardCharsets.US_ASCII);

    static long idOf(byte[] key) {
        return FrameBatch.readLong(ClusterSecret.hmac(key, KEY_ID), 0);
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + 8 * keyIds.size());
        out.putInt(MAGIC).put((byte) minVersion).put((byte) maxVersion);
        ClusterId cluster = hello.cluster();
        out.putLong(cluster == null ? 0 : cluster.high()).putLong(cluster == null ? 0 : cluster.low());
        Hello.ProcessId process = hello.process();
        out.putLong(process.node().high()).putLong(process.node().low());
        out.putLong(process.bootCounter()).putLong(process.nonce());
        out.putLong(hello.disk().generation()).putLong(hello.disk().leaseEnd());
        out.putLong(hello.disk().syncedSequence());
        out.putLong(hello.ring().epoch().packed()).putLong(hello.ring().hash());
        out.putLong(hello.foundersHash()).put(challenge).put((byte) keyIds.size());
        keyIds.forEach(out::putLong);
        return out.array();
    }

    /** Reads a hello that fills the range up to {@code tail} more bytes. */
    static HelloFrame decode(byte[] bytes, int offset, int length, int tail) throws BrokenStream {
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        try {
            if (in.getInt() != MAGIC) {
                throw new BrokenStream("not a Gramme peer");
            }
            int minVersion = in.get() & 0xff;
            int maxVersion = in.get() & 0xff;
            if (minVersion > VERSION || maxVersion < VERSION) {
                // The rest may have another shape.
                return new HelloFrame(minVersion, maxVersion, NOBODY, new byte[CHALLENGE_BYTES], List.of());
            }
            Hello hello = readHello(in);
            byte[] challenge = new byte[CHALLENGE_BYTES];
            in.get(challenge);
            int keys = in.get() & 0xff;
            if (keys > MAX_KEYS || in.remaining() != keys * 8 + tail) {
                throw new BrokenStream("hello of the wrong length");
            }
            List<Long> keyIds = new ArrayList<>(keys);
            for (int i = 0; i < keys; i++) {
                keyIds.add(in.getLong());
            }
            return new HelloFrame(minVersion, maxVersion, hello, challenge, keyIds);
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            throw new BrokenStream("malformed hello");
        }
    }

    private static final Hello NOBODY = new Hello(
            null,
            new Hello.ProcessId(new NodeId(0, 0), 0, 0),
            new Hello.Disk(0, 0, 0),
            new Hello.RingState(Epoch.NONE, 0),
            0);

    private static Hello readHello(ByteBuffer in) {
        long high = in.getLong();
        long low = in.getLong();
        ClusterId cluster = high == 0 && low == 0 ? null : new ClusterId(high, low);
        NodeId node = new NodeId(in.getLong(), in.getLong());
        Hello.ProcessId process = new Hello.ProcessId(node, in.getLong(), in.getLong());
        Hello.Disk disk = new Hello.Disk(in.getLong(), in.getLong(), in.getLong());
        Hello.RingState ring = new Hello.RingState(Epoch.unpack(in.getLong()), in.getLong());
        return new Hello(cluster, process, disk, ring, in.getLong());
    }

    boolean speaksOurVersion() {
        return minVersion <= VERSION && maxVersion >= VERSION;
    }

    /** Whether the last {@code proof.length} bytes of the range are the proof. Takes equal time whatever differs. */
    static boolean endsWith(byte[] bytes, int offset, int length, byte[] proof) {
        if (length < proof.length) {
            return false;
        }
        int end = offset + length;
        return MessageDigest.isEqual(Arrays.copyOfRange(bytes, end - proof.length, end), proof);
    }
}
