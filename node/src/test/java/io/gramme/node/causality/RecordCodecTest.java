package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final long ACTOR = Actor.of(3, 1, 100_007);

    private static KeyRecord everything() {
        Dot first = new Dot(ACTOR, 2);
        Dot alias = new Dot(Actor.of(4000, 0, 9), 7);
        RequestTag request = new RequestTag(new RequestId(-1, 2), 3);
        long hlc = HybridClock.of(1_700_000_000_123L) + 5;
        Content value = Content.value(ValueBytes.of("{\"a\":1}"), "application/json", 1_700_000_000_120L)
                .withMetadata(Map.of("Owner", "alice", "Größe", "1"))
                .expiringAt(1_800_000_000_000L);
        Sibling one = new Sibling(first, hlc, value, request, List.of(alias));
        Sibling two = new Sibling(new Dot(ACTOR, 3), hlc + 9, Content.deletion(1_700_000_000_999L), null, List.of());
        VersionVector vector = VersionVector.EMPTY.with(ACTOR, 3).with(Actor.of(1, 0, 0), 1);
        CausalContext context = CausalContext.of(vector, List.of(alias), hlc + 9);
        RetiredRequest retired = new RetiredRequest(new RequestTag(new RequestId(5, 6), -7), hlc, new Dot(ACTOR, 1));
        return new KeyRecord(context, List.of(one, two), SiblingsMode.KEEP, List.of(retired));
    }

    private static KeyRecord single() {
        ScenarioNode node = new ScenarioNode(1, SiblingsMode.LWW);
        node.put("hello", CausalContext.EMPTY);
        return node.record();
    }

    @Test
    void goldenBytesStayWhatTheyAre() throws IOException, MalformedRecordException {
        StoredRecord everything = new StoredRecord(new Marker(ACTOR, 300), everything());
        StoredRecord single = StoredRecord.unmarked(single());
        String golden = resource();
        String now = Stream.of(everything, single)
                .map(record -> HexFormat.of().formatHex(RecordCodec.encodeStored(record)) + "\n")
                .reduce("", String::concat);
        assertThat(now).isEqualTo(golden);
        byte[] first = HexFormat.of().parseHex(golden.lines().findFirst().orElseThrow());
        assertThat(RecordCodec.decodeStored(first)).isEqualTo(everything);
    }

    private static String resource() throws IOException {
        try (InputStream in = RecordCodecTest.class.getResourceAsStream("golden-records.hex")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theWireFormIsTheStoredFormWithoutItsMarker() throws MalformedRecordException {
        byte[] stored = RecordCodec.encodeStored(new StoredRecord(new Marker(ACTOR, 300), everything()));
        byte[] wire = RecordCodec.encode(everything());
        assertThat(RecordCodec.wireOf(stored).toByteArray()).isEqualTo(wire);
        byte[] framed = new byte[wire.length + 7];
        System.arraycopy(wire, 0, framed, 3, wire.length);
        assertThat(RecordCodec.decode(framed, 3, wire.length)).isEqualTo(everything());
    }

    @Test
    void aSmallSingleRecordCostsFewBytes() {
        assertThat(RecordCodec.encodeStored(StoredRecord.unmarked(single()))).hasSizeLessThan(40);
    }

    @Test
    void everyCutAndEveryTailIsRefused() {
        byte[] wire = RecordCodec.encode(everything());
        for (int length = 0; length < wire.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(wire, length);
            assertThatThrownBy(() -> RecordCodec.decode(cut)).isInstanceOf(MalformedRecordException.class);
        }
        byte[] longer = java.util.Arrays.copyOf(wire, wire.length + 1);
        assertThatThrownBy(() -> RecordCodec.decode(longer)).hasMessageContaining("1 bytes after the end");
    }

    /** 60 000 damaged records: refused with a reason, or the canonical encoding of some other record. */
    @Test
    void damagedBytesAreRefusedOrAreAnotherRecordsExactEncoding() {
        Random random = new Random(11);
        byte[] wire = RecordCodec.encode(everything());
        int refused = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] damaged = wire.clone();
            for (int flips = 0; flips <= random.nextInt(3); flips++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(RecordCodec.encode(RecordCodec.decode(damaged))).isEqualTo(damaged);
            } catch (MalformedRecordException malformed) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void randomBytesNeverDecodeIntoMuchMemory() {
        Random random = new Random(12);
        for (int i = 0; i < 60_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(80)];
            random.nextBytes(bytes);
            bytes[0] = 1;
            if (bytes.length > 1) {
                bytes[1] = (byte) random.nextInt(2);
            }
            try {
                assertThat(RecordCodec.encode(RecordCodec.decode(bytes))).isEqualTo(bytes);
            } catch (MalformedRecordException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void anUnknownVersionIsNamed() {
        assertThatThrownBy(() -> RecordCodec.decode(new byte[] {9, 0}))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("record version 9, known: 1");
    }

    @Test
    void siblingTagsAreDotsAndNothingElse() {
        Dot dot = new Dot(Actor.of(4095, 4095, Actor.EPOCH_LIMIT - 1), Long.MAX_VALUE);
        assertThat(SiblingTag.decode(SiblingTag.encode(dot))).isEqualTo(dot);
        assertThat(SiblingTag.encode(new Dot(ACTOR, 1))).hasSizeLessThan(12);
        assertThat(SiblingTag.decode("not a tag")).isNull();
        assertThat(SiblingTag.decode("AA")).isNull();
        assertThat(SiblingTag.decode(SiblingTag.encode(dot) + "A")).isNull();
    }
}
