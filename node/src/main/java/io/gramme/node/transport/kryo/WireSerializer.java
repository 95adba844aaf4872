package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.Message;

/** A message's own writer and reader. */
final class WireSerializer<M extends Message> extends Serializer<M> {
    private final Class<M> type;
    private final Writer<M> writer;
    private final Reader<M> reader;

    WireSerializer(Class<M> type, Writer<M> writer, Reader<M> reader) {
        super(false, true);
        this.type = type;
        this.writer = writer;
        this.reader = reader;
    }

    /** Reads a message of this type. */
    M readWith(Kryo kryo, Input input) {
        return kryo.readObject(input, type, this);
    }

    @Override
    public void write(Kryo kryo, Output output, M message) {
        writer.write(output, message);
    }

    @Override
    public M read(Kryo kryo, Input input, Class<? extends M> type) {
        return reader.read(input);
    }

    /** Writes all fields, in a frozen order. */
    @FunctionalInterface
    interface Writer<M> {
        void write(Output output, M message);
    }

    /** Reads them back through {@link BoundedInput}. */
    @FunctionalInterface
    interface Reader<M> {
        M read(Input input);
    }
}
