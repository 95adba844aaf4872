package io.gramme.node.ringchange;

import io.gramme.node.ringchange.Tenure.Cursor;
import io.gramme.node.ringchange.Tenure.Role;
import io.gramme.ring.Key;
import io.gramme.ring.NodeId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tenures as bytes: version; whose they are (node id, generation); the epoch of the ring they were brought up to; their
 * number; for each partition, role, attempt, seal, since, and the cursors as node, complete, and bucket and name of the key.
 */
final class TenureCodec {
    private static final int VERSION = 1;

    private TenureCodec() {}

    /** All tenures of a node, with whose they are. */
    record Stored(NodeId node, int generation, long epoch, Map<Integer, Tenure> tenures) {}

    static byte[] encode(Stored stored) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(stored.node.high());
            out.writeLong(stored.node.low());
            out.writeInt(stored.generation);
            out.writeLong(stored.epoch);
            out.writeInt(stored.tenures.size());
            for (Map.Entry<Integer, Tenure> each : new TreeMap<>(stored.tenures).entrySet()) {
                out.writeShort(each.getKey());
                write(out, each.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Tenure tenure) throws IOException {
        out.writeByte(tenure.role().code());
        out.writeLong(tenure.attempt());
        out.writeLong(tenure.sealedAt());
        out.writeLong(tenure.sinceMillis());
        out.writeByte(tenure.cursors().size());
        for (Map.Entry<Integer, Cursor> each : new TreeMap<>(tenure.cursors()).entrySet()) {
            Key after = each.getValue().after();
            out.writeShort(each.getKey());
            out.writeBoolean(each.getValue().complete());
            writeBytes(out, after == null ? new byte[0] : after.bucket());
            writeBytes(out, after == null ? new byte[0] : after.name());
        }
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    /** Throws {@link IOException} for what {@link #encode} did not make. */
    static Stored decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                throw new IOException("tenures of an unknown version");
            }
            NodeId node = new NodeId(in.readLong(), in.readLong());
            int generation = in.readInt();
            long epoch = in.readLong();
            int count = in.readInt();
            Map<Integer, Tenure> tenures = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                int partition = in.readUnsignedShort();
                tenures.put(partition, read(in));
            }
            return new Stored(node, generation, epoch, tenures);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("tenures that cannot be read", malformed);
        }
    }

    private static Tenure read(DataInputStream in) throws IOException {
        Role role = Role.ofCode(in.readByte());
        long attempt = in.readLong();
        long sealedAt = in.readLong();
        long since = in.readLong();
        Map<Integer, Cursor> cursors = new TreeMap<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            int source = in.readUnsignedShort();
            boolean complete = in.readBoolean();
            byte[] bucket = readBytes(in);
            byte[] name = readBytes(in);
            @Nullable Key after = bucket.length == 0 ? null : Key.of(bucket, name);
            cursors.put(source, new Cursor(after, complete));
        }
        return new Tenure(role, attempt, sealedAt, since, cursors);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        return bytes;
    }
}
