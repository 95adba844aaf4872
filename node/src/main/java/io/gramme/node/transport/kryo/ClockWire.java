package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.ClockMessage.ClockAsk;
import io.gramme.node.transport.ClockMessage.ClockIs;

/** The fields of the messages about wall clocks, in their frozen order. */
final class ClockWire {
    private ClockWire() {}

    static void writeAsk(Output output, ClockAsk ask) {
        // The question is its type.
    }

    static ClockAsk readAsk(Input input) {
        return new ClockAsk();
    }

    static void writeIs(Output output, ClockIs is) {
        output.writeLong(is.wallMillis());
    }

    static ClockIs readIs(Input input) {
        return new ClockIs(input.readLong());
    }
}
