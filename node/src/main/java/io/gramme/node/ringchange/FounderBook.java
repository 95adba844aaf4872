package io.gramme.node.ringchange;

import io.gramme.node.transport.PeerAddress;
import io.gramme.ring.NodeId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which nodes a founder has heard of at each seed, by itself or from another founder's card; kept on disk until a cluster is
 * known. A founder whose directory was emptied has forgotten its votes and comes back as another node. A seed with two
 * nodes to its name is in doubt: it neither founds nor votes, so that its two votes cannot make two clusters (docs/adr/0019).
 * One loop.
 */
final class FounderBook {
    private static final byte VERSION = 1;
    /** Two are in doubt; which others there were does not matter. */
    private static final int MOST = 2;

    private final TreeMap<PeerAddress, TreeSet<NodeId>> known =
            new TreeMap<>(Comparator.comparing(PeerAddress::host).thenComparingInt(PeerAddress::port));

    /** Notes a node; whether that was new. */
    boolean note(PeerAddress seed, NodeId node) {
        TreeSet<NodeId> nodes = known.computeIfAbsent(seed, none -> new TreeSet<>());
        return nodes.size() < MOST && nodes.add(node);
    }

    /** Notes what another founder knows of these seeds; whether any of it was new. */
    boolean note(FounderBook other, List<PeerAddress> seeds) {
        boolean any = false;
        for (PeerAddress seed : seeds) {
            for (NodeId node : other.known.getOrDefault(seed, new TreeSet<>())) {
                any |= note(seed, node);
            }
        }
        return any;
    }

    /** Whether that node and no other was ever heard of there. */
    boolean isSound(PeerAddress seed, NodeId node) {
        TreeSet<NodeId> nodes = known.get(seed);
        return nodes == null || (nodes.size() == 1 && nodes.contains(node));
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writeTo(new DataOutputStream(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Version byte and count in 2 bytes; for each seed its host as length (2 bytes) and UTF-8, its port in 4 bytes, the
     * count of its nodes in 1 and 16 for each.
     */
    void writeTo(DataOutputStream out) throws IOException {
        out.writeByte(VERSION);
        out.writeShort(known.size());
        for (var entry : known.entrySet()) {
            out.writeUTF(entry.getKey().host());
            out.writeInt(entry.getKey().port());
            out.writeByte(entry.getValue().size());
            for (NodeId node : entry.getValue()) {
                out.writeLong(node.high());
                out.writeLong(node.low());
            }
        }
    }

    /** @throws IOException when these bytes are no book */
    static FounderBook decode(byte[] bytes) throws IOException {
        return readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    /** @throws IOException when no book comes */
    static FounderBook readFrom(DataInputStream in) throws IOException {
        try {
            if (in.readByte() != VERSION) {
                throw new IOException("the list of founders is of another version");
            }
            FounderBook book = new FounderBook();
            int count = in.readUnsignedShort();
            for (int i = 0; i < count; i++) {
                PeerAddress seed = new PeerAddress(in.readUTF(), in.readInt());
                int nodes = in.readUnsignedByte();
                for (int j = 0; j < nodes; j++) {
                    book.note(seed, new NodeId(in.readLong(), in.readLong()));
                }
            }
            return book;
        } catch (IllegalArgumentException damaged) {
            throw new IOException("the list of founders cannot be read", damaged);
        }
    }
}
