package io.gramme.node.membership;

import io.gramme.gossip.Greatest;
import io.gramme.gossip.Marks;
import io.gramme.gossip.Remembered;
import io.gramme.node.transport.PeerAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What this node keeps of ring members across its own restarts: where it last reached them and how far their disks had
 * come, so that a restored one is found out even when everybody was down.
 *
 * <p>Version 1: version byte; count (4 bytes); for each the address (length in 2 bytes, UTF-8), node id (16), boot counter,
 * generation, lease end, log sequence (8 each). Big-endian.
 */
final class RememberedPeers {
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 2 + 6 * Long.BYTES;
    private static final int MOST = 4096;

    private RememberedPeers() {}

    static byte[] encode(List<Remembered> peers) {
        int kept = Math.min(peers.size(), MOST);
        List<byte[]> addresses = new ArrayList<>();
        int length = 1 + Integer.BYTES;
        for (Remembered peer : peers.subList(0, kept)) {
            byte[] address = peer.peer().toString().getBytes(StandardCharsets.UTF_8);
            addresses.add(address);
            length += FIXED_BYTES + address.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).put(VERSION).putInt(kept);
        for (int i = 0; i < kept; i++) {
            Greatest greatest = peers.get(i).greatest();
            byte[] address = addresses.get(i);
            out.putShort((short) address.length).put(address);
            out.putLong(greatest.node().high()).putLong(greatest.node().low()).putLong(greatest.bootCounter());
            Marks marks = greatest.marks();
            out.putLong(marks.generation()).putLong(marks.leaseEnd()).putLong(marks.logSequence());
        }
        return out.array();
    }

    /** Throws {@link IllegalArgumentException} for what {@link #encode} did not make. */
    static List<Remembered> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != VERSION) {
                throw new IllegalArgumentException("not peers of version " + VERSION);
            }
            int count = in.getInt();
            List<Remembered> peers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                peers.add(peer(in));
            }
            return peers;
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("peers cut short", cut);
        }
    }

    private static Remembered peer(ByteBuffer in) {
        byte[] address = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
        in.get(address);
        PeerAddress at = PeerAddress.parse(new String(address, StandardCharsets.UTF_8));
        io.gramme.gossip.NodeId node = new io.gramme.gossip.NodeId(in.getLong(), in.getLong());
        long boot = in.getLong();
        Marks marks = new Marks(in.getLong(), in.getLong(), in.getLong());
        return new Remembered(GossipNames.gossip(at), new Greatest(node, boot, marks));
    }
}
