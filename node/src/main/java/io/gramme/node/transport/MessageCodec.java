package io.gramme.node.transport;

import java.util.Arrays;

/** The wire form of messages. One instance belongs to one loop. The simulator uses the same one as the sockets. */
public interface MessageCodec {
    /**
     * Encodes a message into this codec's own buffer, from its start; valid until the next call.
     *
     * @return the encoded length in bytes, 1..{@link WireLimits#MAX_MESSAGE_BYTES}
     */
    int encodeToBuffer(Message message);

    /** Holds what {@link #encodeToBuffer} encoded last. */
    byte[] buffer();

    /** Encodes a message into an array of its own. */
    default byte[] encode(Message message) {
        int length = encodeToBuffer(message);
        return Arrays.copyOf(buffer(), length);
    }

    /**
     * Decodes exactly one message that fills the range. Never allocates more than a small multiple of the range, and
     * keeps no reference to the array.
     *
     * @throws MalformedMessage when the bytes are not such a message
     */
    Message decode(byte[] bytes, int offset, int length) throws MalformedMessage;

    /** Bytes that are no message: noise, another version, or an attack. */
    final class MalformedMessage extends Exception {
        private static final long serialVersionUID = 1L;

        public MalformedMessage(String message) {
            super(message);
        }

        public MalformedMessage(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
