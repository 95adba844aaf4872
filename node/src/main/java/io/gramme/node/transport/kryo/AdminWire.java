package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.AdminMessage.Explain;
import io.gramme.node.transport.AdminMessage.Explained;
import io.gramme.node.transport.AdminMessage.Scan;
import io.gramme.node.transport.AdminMessage.Scanned;
import io.gramme.ring.Key;

/** The fields of the messages that people's questions travel in, in their frozen order. */
final class AdminWire {
    private AdminWire() {}

    static void writeExplain(Output output, Explain explain) {
        output.writeVarInt(explain.partition(), true);
        BoundedInput.writeKey(output, explain.key());
    }

    static Explain readExplain(Input input) {
        int partition = input.readVarInt(true);
        return new Explain(partition, BoundedInput.key(input));
    }

    static void writeScan(Output output, Scan scan) {
        output.writeVarInt(scan.partition(), true);
        output.writeLong(scan.fromHash());
        output.writeVarInt(scan.limit(), true);
        BoundedInput.writeBytes(output, scan.bucket());
        BoundedInput.writeBytes(output, scan.prefix());
    }

    static Scan readScan(Input input) {
        int partition = input.readVarInt(true);
        long fromHash = input.readLong();
        int limit = input.readVarInt(true);
        byte[] bucket = BoundedInput.bytes(input, Key.MAX_BUCKET_BYTES);
        return new Scan(partition, fromHash, limit, bucket, BoundedInput.bytes(input, Key.MAX_KEY_BYTES));
    }

    static void writeScanned(Output output, Scanned reply) {
        BoundedInput.writeBytes(output, reply.body());
    }

    static Scanned readScanned(Input input) {
        return new Scanned(BoundedInput.body(input));
    }

    static void writeExplained(Output output, Explained reply) {
        BoundedInput.writeBytes(output, reply.body());
    }

    static Explained readExplained(Input input) {
        return new Explained(BoundedInput.body(input));
    }
}
