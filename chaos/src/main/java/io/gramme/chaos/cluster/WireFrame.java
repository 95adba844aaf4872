package io.gramme.chaos.cluster;

import io.gramme.node.transport.Hello;
import io.gramme.node.transport.Hello.Disk;
import io.gramme.node.transport.Hello.ProcessId;
import io.gramme.node.transport.Hello.RingState;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What travels between two simulated machines.
 *
 * @param kind what it is
 * @param shard of the side that opened the session: whom an answer is for
 * @param session drawn by the side that opened it
 * @param id of the request, or the code of a refusal
 * @param budgetMillis of a request
 * @param body an encoded message, a datagram, or empty
 * @param hello of a greeting and its answer
 */
record WireFrame(
        Kind kind,
        int shard,
        long session,
        long id,
        int budgetMillis,
        byte[] body,
        @Nullable Hello hello) {
    private static final byte[] NONE = {};
    private static final int HEAD = 26;
    private static final int HELLO = 1 + 12 * Long.BYTES;

    enum Kind {
        DATAGRAM(0),
        HELLO(1),
        WELCOME(2),
        REFUSED(3),
        REQUEST(4),
        REPLY(5),
        RESET(6);

        private static final Kind[] BY_CODE = values();
        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    static WireFrame datagram(byte[] packet) {
        return new WireFrame(Kind.DATAGRAM, 0, 0, 0, 0, packet, null);
    }

    static WireFrame greeting(Kind kind, int shard, long session, Hello hello) {
        return new WireFrame(kind, shard, session, 0, 0, NONE, hello);
    }

    static WireFrame request(int shard, long session, long id, int budgetMillis, byte[] body) {
        return new WireFrame(Kind.REQUEST, shard, session, id, budgetMillis, body, null);
    }

    /** An answer to a frame, with no more than a code. */
    WireFrame answer(Kind answer, int code) {
        return new WireFrame(answer, shard, session, code, 0, NONE, null);
    }

    /** The answer to a request. */
    WireFrame reply(byte[] message) {
        return new WireFrame(Kind.REPLY, shard, session, id, 0, message, null);
    }

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + (hello == null ? 0 : HELLO) + body.length);
        bytes.put((byte) kind.code).put((byte) shard).putLong(session).putLong(id);
        bytes.putInt(budgetMillis).putInt(body.length).put(body);
        if (hello != null) {
            encode(hello, bytes);
        }
        return bytes.array();
    }

    private static void encode(Hello hello, ByteBuffer bytes) {
        ClusterId cluster = hello.cluster();
        bytes.put((byte) (cluster == null ? 0 : 1));
        bytes.putLong(cluster == null ? 0 : cluster.high()).putLong(cluster == null ? 0 : cluster.low());
        ProcessId process = hello.process();
        bytes.putLong(process.node().high()).putLong(process.node().low());
        bytes.putLong(process.bootCounter()).putLong(process.nonce());
        Disk disk = hello.disk();
        bytes.putLong(disk.generation()).putLong(disk.leaseEnd()).putLong(disk.syncedSequence());
        bytes.putLong(hello.ring().epoch().packed()).putLong(hello.ring().hash());
        bytes.putLong(hello.foundersHash());
    }

    static WireFrame decode(byte[] from) {
        ByteBuffer bytes = ByteBuffer.wrap(from);
        Kind kind = Kind.BY_CODE[bytes.get()];
        int shard = bytes.get();
        long session = bytes.getLong();
        long id = bytes.getLong();
        int budget = bytes.getInt();
        byte[] body = new byte[bytes.getInt()];
        bytes.get(body);
        Hello hello = bytes.hasRemaining() ? decodeHello(bytes) : null;
        return new WireFrame(kind, shard, session, id, budget, body, hello);
    }

    private static Hello decodeHello(ByteBuffer bytes) {
        boolean founded = bytes.get() == 1;
        ClusterId id = new ClusterId(bytes.getLong(), bytes.getLong());
        NodeId node = new NodeId(bytes.getLong(), bytes.getLong());
        ProcessId process = new ProcessId(node, bytes.getLong(), bytes.getLong());
        Disk disk = new Disk(bytes.getLong(), bytes.getLong(), bytes.getLong());
        RingState ring = new RingState(Epoch.unpack(bytes.getLong()), bytes.getLong());
        return new Hello(founded ? id : null, process, disk, ring, bytes.getLong());
    }
}
