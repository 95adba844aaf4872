package io.gramme.node.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.transport.WireLimits;
import io.gramme.node.transport.wire.FrameReader.BrokenStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargeMessagesTest {
    private static final int ROOM = 1 << 20;

    private final LargeMessages.Budget budget = new LargeMessages.Budget(ROOM);
    private final LargeMessages receiver = new LargeMessages(budget, ROOM);
    private final List<Integer> refused = new ArrayList<>();

    private byte[] take(int stream, int total, byte[] part) throws BrokenStream {
        byte[] frame = ByteBuffer.allocate(9 + part.length)
                .put(FrameKind.CHUNK)
                .putInt(stream)
                .putInt(total)
                .put(part)
                .array();
        return receiver.onChunk(frame, 0, frame.length, (bytes, offset, length) -> refused.add(length));
    }

    @Test
    void putsInterleavedStreamsTogetherAndGivesTheirRoomBack() throws BrokenStream {
        byte[] part = new byte[40_000];
        part[0] = 1;
        assertThat(take(1, 80_000, part)).isNull();
        assertThat(take(2, 80_000, part)).isNull();
        assertThat(budget.left()).isEqualTo(ROOM - 160_000);
        assertThat(take(2, 80_000, part)).hasSize(80_000).contains(1);
        assertThat(take(1, 80_000, part)).hasSize(80_000);
        assertThat(budget.left()).isEqualTo(ROOM);
    }

    @Test
    void refusesAStreamWithoutRoomOnceAndCountsItThrough() throws BrokenStream {
        byte[] part = new byte[700_000];
        assertThat(take(1, 1_000_000, part)).isNull();
        assertThat(take(2, 1_000_000, part)).isNull();
        assertThat(refused).containsExactly(700_000);
        assertThat(take(2, 1_000_000, new byte[300_000])).isNull();
        assertThat(take(1, 1_000_000, new byte[300_000])).hasSize(1_000_000);
        assertThat(take(3, 1_000_000, part)).isNull();
        assertThat(refused).hasSize(1);
        receiver.drop();
        assertThat(budget.left()).isEqualTo(ROOM);
    }

    @Test
    void breaksOnLengthsThatCannotBe() {
        byte[] part = new byte[100];
        for (int total : new int[] {-1, 0, 100, FrameKind.MAX_BODY, WireLimits.MAX_MESSAGE_BYTES + 14}) {
            assertThatThrownBy(() -> take(1, total, part)).isInstanceOf(BrokenStream.class);
        }
        assertThatThrownBy(() -> take(1, 70_000, new byte[70_001])).isInstanceOf(BrokenStream.class);
        assertThatThrownBy(() -> take(2, 70_000, new byte[0])).isInstanceOf(BrokenStream.class);
        assertThatThrownBy(() -> {
                    take(3, 70_000, part);
                    take(3, 80_000, part);
                })
                .isInstanceOf(BrokenStream.class);
        assertThatThrownBy(() -> {
                    for (int stream = 10; stream < 80; stream++) {
                        take(stream, 70_000, part);
                    }
                })
                .as("too many streams")
                .isInstanceOf(BrokenStream.class);
    }
}
