package io.gramme.node.ringchange;

import io.gramme.ring.Addresses;
import io.gramme.ring.NodeId;
import io.gramme.ring.plan.Newcomer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What a founder tells other founders of itself.
 *
 * @param list which seed list it has
 * @param wish what its file says of the things that founding fixes
 * @param newcomer the node
 * @param book which nodes it has heard of at which seed
 */
record FounderCard(SeedList.Id list, RingKeeper.Wish wish, Newcomer newcomer, FounderBook book) {
    private static final byte VERSION = 1;

    /** Version byte, list id, Q and N, node id, name, zone, weight, addresses, book; texts as length (2 bytes) and UTF-8. */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(list.high());
            out.writeLong(list.low());
            out.writeInt(wish.partitions());
            out.writeInt(wish.replicas());
            out.writeLong(newcomer.id().high());
            out.writeLong(newcomer.id().low());
            out.writeUTF(newcomer.name());
            out.writeUTF(newcomer.zone());
            out.writeInt(newcomer.weight());
            out.writeUTF(newcomer.addresses().data());
            out.writeUTF(newcomer.addresses().admin());
            out.writeUTF(newcomer.addresses().peer());
            book.writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The card in these bytes, or {@code null} when they are none. */
    static @Nullable FounderCard decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return null;
            }
            SeedList.Id list = new SeedList.Id(in.readLong(), in.readLong());
            RingKeeper.Wish wish = new RingKeeper.Wish(in.readInt(), in.readInt());
            NodeId node = new NodeId(in.readLong(), in.readLong());
            String name = in.readUTF();
            String zone = in.readUTF();
            int weight = in.readInt();
            Addresses addresses = new Addresses(in.readUTF(), in.readUTF(), in.readUTF());
            return new FounderCard(
                    list, wish, new Newcomer(node, name, zone, weight, addresses), FounderBook.readFrom(in));
        } catch (IOException | IllegalArgumentException malformed) {
            return null;
        }
    }
}
