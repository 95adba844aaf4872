package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.ReplicaMessage.ReadAbsent;
import io.gramme.node.transport.ReplicaMessage.ReadDigest;
import io.gramme.node.transport.ReplicaMessage.ReadMode;
import io.gramme.node.transport.ReplicaMessage.ReadRecord;
import io.gramme.node.transport.ReplicaMessage.ReadUnreadable;
import io.gramme.node.transport.ReplicaMessage.ReplicaRead;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.ReplicaMessage.WriteStatus;
import io.gramme.node.transport.RowVersion;
import io.gramme.node.transport.WireLimits;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;

/** The fields of the replica messages, in their frozen order. */
final class ReplicaWire {
    private static final WriteKind[] KINDS = WriteKind.values();
    private static final WriteStatus[] STATUSES = WriteStatus.values();
    private static final ReadMode[] MODES = ReadMode.values();

    private ReplicaWire() {}

    static void writeWrite(Output output, ReplicaWrite write) {
        output.writeVarInt(write.partition(), true);
        BoundedInput.writeEpoch(output, write.rows().ring());
        output.writeByte(write.kind().code());
        writeKeptFor(output, write.keptFor());
        output.writeVarInt(write.needed(), true);
        output.writeBoolean(write.targetMissed());
        BoundedInput.writeKey(output, write.key());
        BoundedInput.writeBytes(output, write.record());
        BoundedInput.writeAgeAtEnd(output, write.rows());
    }

    static ReplicaWrite readWrite(Input input) {
        int partition = input.readVarInt(true);
        Epoch ring = BoundedInput.epoch(input);
        WriteKind kind = BoundedInput.constant(input, KINDS);
        int[] keptFor = readKeptFor(input);
        int needed = input.readVarInt(true);
        boolean targetMissed = BoundedInput.flag(input);
        Key key = BoundedInput.key(input);
        byte[] record = BoundedInput.body(input);
        RowVersion rows = BoundedInput.rowsAtEnd(input, ring);
        return new ReplicaWrite(partition, rows, kind, keptFor, needed, targetMissed, key, record);
    }

    private static void writeKeptFor(Output output, int[] owners) {
        output.writeVarInt(owners.length, true);
        for (int owner : owners) {
            output.writeVarInt(owner, true);
        }
    }

    private static int[] readKeptFor(Input input) {
        int[] owners = new int[BoundedInput.count(input, WireLimits.MAX_KEPT_FOR, 1)];
        for (int i = 0; i < owners.length; i++) {
            owners[i] = input.readVarInt(true);
        }
        return owners;
    }

    static void writeAck(Output output, WriteAck ack) {
        output.writeByte(ack.status().code());
        output.writeBoolean(ack.durable());
    }

    static WriteAck readAck(Input input) {
        WriteStatus status = BoundedInput.constant(input, STATUSES);
        return new WriteAck(status, BoundedInput.flag(input));
    }

    static void writeRead(Output output, ReplicaRead read) {
        output.writeVarInt(read.partition(), true);
        BoundedInput.writeEpoch(output, read.rows().ring());
        output.writeByte(read.mode().code());
        if (read.mode() == ReadMode.UNLESS_KNOWN) {
            output.writeLong(read.known());
        }
        BoundedInput.writeKey(output, read.key());
        BoundedInput.writeAgeAtEnd(output, read.rows());
    }

    static ReplicaRead readRead(Input input) {
        int partition = input.readVarInt(true);
        Epoch ring = BoundedInput.epoch(input);
        ReadMode mode = BoundedInput.constant(input, MODES);
        long known = mode == ReadMode.UNLESS_KNOWN ? input.readLong() : 0;
        Key key = BoundedInput.key(input);
        return new ReplicaRead(partition, BoundedInput.rowsAtEnd(input, ring), mode, known, key);
    }

    static void writeRecord(Output output, ReadRecord reply) {
        writeKeptFor(output, reply.keptFor());
        BoundedInput.writeBytes(output, reply.record());
    }

    static ReadRecord readRecord(Input input) {
        int[] keptFor = readKeptFor(input);
        return new ReadRecord(keptFor, BoundedInput.body(input));
    }

    static void writeDigest(Output output, ReadDigest reply) {
        writeKeptFor(output, reply.keptFor());
        output.writeLong(reply.versionHash());
        output.writeVarInt(reply.recordBytes(), true);
        output.writeLong(reply.hlc());
    }

    static ReadDigest readDigest(Input input) {
        int[] keptFor = readKeptFor(input);
        long versionHash = input.readLong();
        int recordBytes = input.readVarInt(true);
        return new ReadDigest(keptFor, versionHash, recordBytes, input.readLong());
    }

    static void writeAbsent(Output output, ReadAbsent reply) {
        output.writeBoolean(reply.fromHint());
    }

    static ReadAbsent readAbsent(Input input) {
        return new ReadAbsent(BoundedInput.flag(input));
    }

    static void writeUnreadable(Output output, ReadUnreadable reply) {
        output.writeBoolean(reply.fromHint());
    }

    static ReadUnreadable readUnreadable(Input input) {
        return new ReadUnreadable(BoundedInput.flag(input));
    }
}
