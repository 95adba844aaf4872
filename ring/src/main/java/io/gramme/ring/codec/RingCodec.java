package io.gramme.ring.codec;

import io.gramme.ring.ClusterId;
import io.gramme.ring.DeciderGroup;
import io.gramme.ring.Epoch;
import io.gramme.ring.KeyHash;
import io.gramme.ring.Member;
import io.gramme.ring.Members;
import io.gramme.ring.OwnerTable;
import io.gramme.ring.Ownership;
import io.gramme.ring.Partitions;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import io.gramme.ring.Row;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A ring as bytes.
 *
 * <p>Version 1: version byte; cluster id; hash name; log2(Q), N and zones in a byte each; epoch; next node index;
 * members; departed; deciders; then for each partition its current row, its target row, and how far its last change lies
 * behind the epoch. About 1 KiB and 8 bytes a partition.
 */
public final class RingCodec {
    /** No ring is longer: 4 096 members with the longest texts, 4 096 partitions in change. */
    public static final int MAX_BYTES = 8 << 20;

    private static final int VERSION = 1;
    private static final int MAX_HASH_NAME = 32;

    private RingCodec() {}

    public static byte[] encode(Ring ring) {
        ByteSink out = new ByteSink();
        out.put(VERSION);
        Parts.putCluster(out, ring.shape().cluster());
        out.putText(ring.shape().hash());
        out.put(ring.shape().partitions().bits());
        out.put(ring.shape().replicas());
        out.put(ring.shape().zones());
        Parts.putEpoch(out, ring.epoch());
        out.putVarint(ring.members().nextIndex());
        Parts.putMembers(out, ring.members().all());
        Parts.putDeparted(out, ring.members().departed());
        Parts.putGroup(out, ring.group());
        for (int p = 0; p < ring.shape().partitions().count(); p++) {
            Parts.putRow(out, ring.current(p));
            Parts.putRow(out, ring.target(p));
            out.putVarint(ring.epoch().packed() - ring.changedAt(p));
        }
        return out.toByteArray();
    }

    /** The ring these bytes encode, or what is wrong with them. */
    public static Decoded<Ring> decode(byte[] bytes) {
        return checked(bytes, RingCodec::read, RingCodec::encode);
    }

    /**
     * The hash of a ring for gossip: equal for equal rings, and different for two tables of one epoch. Costs an encoding;
     * keep it beside the ring.
     */
    public static long hash(Ring ring) {
        return KeyHash.murmur3(encode(ring));
    }

    /** Runs a reader over bytes; only the one encoding of what it read is accepted. */
    static <T> Decoded<T> checked(byte[] bytes, Function<ByteSource, T> reader, Function<T, byte[]> encoder) {
        if (bytes.length > MAX_BYTES) {
            return new Decoded.Invalid<>(bytes.length + " bytes, at most " + MAX_BYTES + " allowed");
        }
        try {
            ByteSource in = new ByteSource(bytes);
            int version = in.get("version");
            if (version != VERSION) {
                return new Decoded.Invalid<>("format version " + version + ", known is " + VERSION);
            }
            T value = reader.apply(in);
            in.end();
            return Arrays.equals(encoder.apply(value), bytes)
                    ? new Decoded.Valid<>(value)
                    : new Decoded.Invalid<>("not the one encoding of what it says");
        } catch (MalformedException | IllegalArgumentException wrong) {
            return new Decoded.Invalid<>(String.valueOf(wrong.getMessage()));
        }
    }

    private static Ring read(ByteSource in) {
        RingShape shape = readShape(in);
        Epoch epoch = Parts.epoch(in);
        int nextIndex = in.getSmall("next node index", Member.MAX_INDICES);
        Members members = new Members(Parts.members(in), Parts.departed(in), nextIndex);
        DeciderGroup group = Parts.group(in);
        int count = shape.partitions().count();
        Row[] current = new Row[count];
        Row[] targets = new Row[count];
        long[] changedAt = new long[count];
        for (int p = 0; p < count; p++) {
            current[p] = Parts.row(in);
            targets[p] = Parts.row(in);
            changedAt[p] = changedAt(epoch, in.getVarint("age of a row"));
        }
        Ownership ownership =
                Ownership.of(OwnerTable.of(count, p -> current[p]), OwnerTable.of(count, p -> targets[p]), changedAt);
        return new Ring(shape, epoch, members, ownership, group);
    }

    /** Epochs are below 2^63, so every age that leads to one is too. */
    static long changedAt(Epoch epoch, long age) {
        if (age < 0 || age >= epoch.packed()) {
            throw new MalformedException("a row " + Long.toUnsignedString(age) + " epochs older than " + epoch);
        }
        return Epoch.unpack(epoch.packed() - age).packed();
    }

    private static RingShape readShape(ByteSource in) {
        ClusterId cluster = Parts.cluster(in);
        String hash = in.getText("hash name", MAX_HASH_NAME);
        int bits = in.getSmall("log2 of the partitions", Integer.numberOfTrailingZeros(Partitions.MAX));
        int replicas = in.getSmall("N", RingShape.MAX_REPLICAS);
        int zones = in.getSmall("zones", RingShape.MAX_REPLICAS);
        return new RingShape(cluster, hash, new Partitions(1 << bits), replicas, zones);
    }
}
