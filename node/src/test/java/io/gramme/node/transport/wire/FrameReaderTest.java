package io.gramme.node.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.transport.wire.FrameReader.BrokenStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private final List<byte[]> read = new ArrayList<>();
    private final FrameReader reader = new FrameReader(FrameKind.MAX_BODY);

    private void feed(byte[] bytes, int from, int to) throws BrokenStream {
        reader.feed(incoming(bytes, from, to), (frame, offset, length) -> {
            read.add(Arrays.copyOfRange(frame, offset, offset + length));
            return true;
        });
    }

    private static Pipe.Incoming incoming(byte[] bytes, int start, int end) {
        return new Pipe.Incoming() {
            @Override
            public int length() {
                return end - start;
            }

            @Override
            public void copy(int from, int to, byte[] into, int at) {
                System.arraycopy(bytes, start + from, into, at, to - from);
            }
        };
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = (byte) (i + length);
        }
        return body;
    }

    private static void append(FrameBatch batch, byte[] body) {
        batch.begin(body[0], body.length).put(body, 1, body.length - 1).end();
    }

    @Test
    void readsTheSameFramesHoweverTheStreamIsCut() throws BrokenStream {
        Randomness random = new SeededRandomness(42);
        for (int round = 0; round < 300; round++) {
            FrameBatch batch = new FrameBatch();
            List<byte[]> sent = new ArrayList<>();
            for (int i = random.nextInt(20); i >= 0; i--) {
                int length = random.nextInt(8) == 0 ? 1 + random.nextInt(FrameKind.MAX_BODY) : 1 + random.nextInt(300);
                sent.add(body(length));
                append(batch, body(length));
            }
            read.clear();
            int at = 0;
            while (at < batch.length()) {
                int piece = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1 + random.nextInt(40_000);
                int to = Math.min(batch.length(), at + piece);
                feed(batch.bytes(), at, to);
                at = to;
            }
            assertThat(read).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                assertThat(read.get(i)).isEqualTo(sent.get(i));
            }
        }
    }

    @Test
    void refusesALengthBeforeTheBodyArrives() {
        for (byte[] header : new byte[][] {
            {0x7f, -1, -1, -1, 0, 0, 0, 0},
            {-1, -1, -1, -1, 0, 0, 0, 0},
            {0, 0, 0, 0, 0, 0, 0, 0},
            {0, 1, 0, 0, 0, 0, 0, 0}
        }) {
            FrameReader fresh = new FrameReader(FrameKind.MAX_BODY);
            assertThatThrownBy(() -> fresh.feed(incoming(header, 0, 8), (frame, offset, length) -> true))
                    .isInstanceOf(BrokenStream.class)
                    .hasMessageContaining("allowed 1..65528");
        }
    }

    @Test
    void refusesEveryFlippedBitOfABody() throws BrokenStream {
        FrameBatch batch = new FrameBatch();
        append(batch, body(40));
        for (int bit = 0; bit < 8 * 44; bit++) {
            byte[] bytes = Arrays.copyOf(batch.bytes(), batch.length());
            bytes[4 + bit / 8] ^= (byte) (1 << (bit % 8));
            FrameReader fresh = new FrameReader(FrameKind.MAX_BODY);
            assertThatThrownBy(() -> fresh.feed(incoming(bytes, 0, bytes.length), (frame, offset, length) -> true))
                    .isInstanceOf(BrokenStream.class);
        }
    }

    @Test
    void stopsWhereItIsTold() throws BrokenStream {
        FrameBatch batch = new FrameBatch();
        append(batch, body(10));
        append(batch, body(20));
        reader.feed(incoming(batch.bytes(), 0, batch.length()), (frame, offset, length) -> {
            read.add(new byte[length]);
            return false;
        });
        assertThat(read).hasSize(1);
    }
}
