package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.MessageCodec;
import io.gramme.node.transport.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Messages as a frozen number and the fields behind it. Not safe for several threads: one instance for each loop.
 *
 * <p>Kryo's own class header is not used: a class name in it would be looked up on the class path before the registration
 * is checked. A Kryo that threw is replaced, since resetting it does not clear all of its state.
 */
public final class KryoCodec implements MessageCodec {
    private static final int INITIAL_BYTES = 4 * 1024;
    /** A buffer that a large message made grow past this is not kept. */
    private static final int KEPT_BYTES = 1024 * 1024;

    private final Input input = new Input();
    private Kryo kryo = newKryo();
    private Output output = newOutput();

    private static Kryo newKryo() {
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setMaxDepth(16);
        kryo.setOptimizedGenerics(false);
        for (MessageRegistry.Entry<?> entry : MessageRegistry.ENTRIES) {
            entry.registerIn(kryo);
        }
        return kryo;
    }

    private static Output newOutput() {
        return new Output(INITIAL_BYTES, WireLimits.MAX_MESSAGE_BYTES);
    }

    @Override
    public int encodeToBuffer(Message message) {
        if (output.getBuffer().length > KEPT_BYTES) {
            output = newOutput();
        }
        output.setPosition(0);
        try {
            Registration registration = kryo.getRegistration(message.getClass());
            output.writeVarInt(registration.getId(), true);
            kryo.writeObject(output, message, registration.getSerializer());
            return output.position();
        } catch (RuntimeException failure) {
            kryo = newKryo();
            output = newOutput();
            throw new IllegalArgumentException(
                    "cannot encode " + message.getClass().getSimpleName(), failure);
        }
    }

    @Override
    public byte[] buffer() {
        return output.getBuffer();
    }

    @Override
    public Message decode(byte[] bytes, int offset, int length) throws MalformedMessage {
        if (length < 1 || length > WireLimits.MAX_MESSAGE_BYTES) {
            throw new MalformedMessage("message of " + length + " bytes");
        }
        input.setBuffer(bytes, offset, length);
        try {
            return decodeInput();
        } catch (RuntimeException failure) {
            kryo = newKryo();
            throw new MalformedMessage("malformed message of " + length + " bytes", failure);
        }
    }

    private Message decodeInput() throws MalformedMessage {
        int number = input.readVarInt(true);
        @Nullable Registration registration = kryo.getRegistration(number);
        if (registration == null || !(registration.getSerializer() instanceof WireSerializer<?> serializer)) {
            throw new MalformedMessage("unknown message number " + number);
        }
        Message message = serializer.readWith(kryo, input);
        if (input.position() != input.limit()) {
            throw new MalformedMessage((input.limit() - input.position()) + " bytes after the message");
        }
        return message;
    }
}
