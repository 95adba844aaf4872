package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.AdminMessage.Explain;
import io.gramme.node.transport.AdminMessage.Explained;

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

    static void writeExplained(Output output, Explained reply) {
        BoundedInput.writeBytes(output, reply.body());
    }

    static Explained readExplained(Input input) {
        return new Explained(BoundedInput.body(input));
    }
}
