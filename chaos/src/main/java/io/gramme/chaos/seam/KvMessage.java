package io.gramme.chaos.seam;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the minimal nodes say to each other: "keep this version of this name", and "it is durable here".
 *
 * @param request chosen by the asker, repeated in the answer
 */
record KvMessage(boolean isAnswer, long request, long version, String name) {
    byte[] encode() {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(17 + text.length)
                .put((byte) (isAnswer ? 1 : 0))
                .putLong(request)
                .putLong(version)
                .put(text)
                .array();
    }

    static KvMessage decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        boolean isAnswer = buffer.get() == 1;
        long request = buffer.getLong();
        long version = buffer.getLong();
        return new KvMessage(
                isAnswer,
                request,
                version,
                StandardCharsets.UTF_8.decode(buffer).toString());
    }
}
