package io.gramme.node.transport.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.transport.GossipMessage.PushPull;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.MessageCodec.MalformedMessage;
import io.gramme.node.transport.PurgeMessage;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.ReplicaMessage;
import io.gramme.node.transport.RowVersion;
import io.gramme.node.transport.WireLimits;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KryoCodecTest {
    private static final int MUTATIONS = 10_000;

    private final KryoCodec codec = new KryoCodec();

    /** What the file holds may never change: nodes of two builds talk to each other. New messages add lines. */
    @Test
    void encodesEachMessageToItsGoldenBytes() throws IOException {
        TreeMap<String, String> golden = new TreeMap<>();
        String file;
        try (InputStream in = KryoCodecTest.class.getResourceAsStream("/transport/golden-messages.txt")) {
            file = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        }
        for (String line : file.lines().filter(text -> !text.startsWith("#")).toList()) {
            golden.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
        }
        TreeMap<String, String> encoded = new TreeMap<>();
        for (Message message : MessageSamples.ALL) {
            encoded.put(message.getClass().getSimpleName(), hex(codec.encode(message)));
        }
        assertThat(encoded).isEqualTo(golden);
    }

    @Test
    void decodesWhatItEncodes() throws MalformedMessage {
        for (Message message : MessageSamples.ALL) {
            byte[] bytes = codec.encode(message);
            byte[] framed = new byte[bytes.length + 7];
            System.arraycopy(bytes, 0, framed, 3, bytes.length);
            Message decoded = codec.decode(framed, 3, bytes.length);
            assertThat(decoded).isInstanceOf(message.getClass());
            assertThat(hex(codec.encode(decoded))).isEqualTo(hex(bytes));
        }
    }

    @Test
    void hasASampleAndAUniqueNumberForEachMessage() {
        Set<Class<?>> sampled = new HashSet<>();
        MessageSamples.ALL.forEach(message -> sampled.add(message.getClass()));
        Set<Integer> numbers = new HashSet<>();
        for (MessageRegistry.Entry<?> entry : MessageRegistry.ENTRIES) {
            assertThat(sampled).contains(entry.type());
            assertThat(numbers.add(entry.number())).isTrue();
        }
        assertThat(sampled).hasSameSizeAs(MessageRegistry.ENTRIES);
    }

    @Test
    void keepsTheCodesOfConstantsInTheirOrder() {
        for (Refusal.Reason reason : Refusal.Reason.values()) {
            assertThat(reason.code()).isEqualTo(reason.ordinal());
        }
        for (ReplicaMessage.WriteKind kind : ReplicaMessage.WriteKind.values()) {
            assertThat(kind.code()).isEqualTo(kind.ordinal());
        }
        for (ReplicaMessage.WriteStatus status : ReplicaMessage.WriteStatus.values()) {
            assertThat(status.code()).isEqualTo(status.ordinal());
        }
        for (PurgeMessage.Holding holding : PurgeMessage.Holding.values()) {
            assertThat(holding.code()).isEqualTo(holding.ordinal());
        }
        for (ReplicaMessage.ReadMode mode : ReplicaMessage.ReadMode.values()) {
            assertThat(mode.code()).isEqualTo(mode.ordinal());
        }
    }

    /** Its golden line is of a read without anything to compare, as all builds have sent it. */
    @Test
    void aReadThatTellsWhatItsSenderHoldsArrivesWhole() throws MalformedMessage {
        var read = new ReplicaMessage.ReplicaRead(
                7,
                RowVersion.exactly(new Epoch(2, 3)),
                ReplicaMessage.ReadMode.UNLESS_KNOWN,
                0x8123456789abcdefL,
                Key.of("b", "k"));
        byte[] bytes = codec.encode(read);
        assertThat(codec.decode(bytes, 0, bytes.length)).isEqualTo(read);
    }

    /** Golden lines are of rows as old as the sender's ring, as all builds have sent them. */
    @Test
    void howOldRowsAreArrivesWhole() throws MalformedMessage {
        RowVersion rows = new RowVersion(new Epoch(2, 300), new Epoch(2, 44));
        Key key = Key.of("b", "k");
        List<Message> messages = List.of(
                new ReplicaMessage.ReplicaRead(7, rows, ReplicaMessage.ReadMode.DIGEST, key),
                new ReplicaMessage.ReplicaRead(7, rows, ReplicaMessage.ReadMode.UNLESS_KNOWN, 5, key));
        for (Message message : messages) {
            byte[] bytes = codec.encode(message);
            assertThat(codec.decode(bytes, 0, bytes.length)).isEqualTo(message);
        }
        byte[] bytes = codec.encode(new ReplicaMessage.ReplicaWrite(
                7, rows, ReplicaMessage.WriteKind.FOREGROUND, new int[0], 0, false, key, new byte[] {1, 2}));
        Message decoded = codec.decode(bytes, 0, bytes.length);
        assertThat(decoded).isInstanceOfSatisfying(ReplicaMessage.ReplicaWrite.class, write -> {
            assertThat(write.rows()).isEqualTo(rows);
            assertThat(write.record()).containsExactly(1, 2);
        });
    }

    @Test
    void refusesRowsOlderThanAnyRing() {
        RowVersion rows = RowVersion.exactly(new Epoch(1, 9));
        byte[] bytes =
                codec.encode(new ReplicaMessage.ReplicaRead(7, rows, ReplicaMessage.ReadMode.DIGEST, Key.of("b", "k")));
        for (byte age : new byte[] {0, 9, 127}) {
            byte[] older = Arrays.copyOf(bytes, bytes.length + 1);
            older[bytes.length] = age;
            assertThatThrownBy(() -> codec.decode(older, 0, older.length)).isInstanceOf(MalformedMessage.class);
        }
    }

    @Test
    void refusesMutatedBytesOrReadsAMessageThatEncodesAgain() {
        Randomness random = new SeededRandomness(20_261_120);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = codec.encode(MessageSamples.ALL.get(random.nextInt(MessageSamples.ALL.size())));
            byte[] mutated = random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 4)) : bytes;
            for (int flips = random.nextInt(4); flips >= 0 && mutated.length > 0; flips--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextLong();
            }
            decodeOrRefuse(mutated);
        }
    }

    @Test
    void refusesRandomBytes() {
        Randomness random = new SeededRandomness(7);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            for (int at = 0; at < noise.length; at++) {
                noise[at] = (byte) random.nextLong();
            }
            if (noise.length > 0 && i % 2 == 0) {
                noise[0] = (byte) (16 + random.nextInt(100));
            }
            decodeOrRefuse(noise);
        }
    }

    private void decodeOrRefuse(byte[] bytes) {
        try {
            codec.encode(codec.decode(bytes, 0, bytes.length));
        } catch (MalformedMessage refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void refusesACountBeyondTheMessageWithoutAllocatingIt() {
        byte[] bytes = HexFormat.of().parseHex("60" + "ffffff07" + "00");
        assertThatThrownBy(() -> codec.decode(bytes, 0, bytes.length))
                .isInstanceOf(MalformedMessage.class)
                .hasRootCauseMessage("count 16777215 above 17825792 or beyond the message");
    }

    @Test
    void worksOnAfterARefusal() throws MalformedMessage {
        assertThatThrownBy(() -> codec.decode(new byte[] {16, 1}, 0, 2)).isInstanceOf(MalformedMessage.class);
        byte[] good = codec.encode(MessageSamples.ALL.get(0));
        assertThat(codec.decode(good, 0, good.length)).isInstanceOf(ReplicaMessage.ReplicaWrite.class);
    }

    @Test
    void carriesTheLargestBodyAndKeepsNoBufferForIt() throws MalformedMessage {
        byte[] body = new byte[WireLimits.MAX_BODY_BYTES];
        body[body.length - 1] = 9;
        byte[] bytes = codec.encode(new PushPull(body));
        assertThat(((PushPull) codec.decode(bytes, 0, bytes.length)).body()).isEqualTo(body);
        codec.encode(MessageSamples.ALL.get(1));
        assertThat(codec.buffer().length).isLessThan(1 << 20);
        assertThatThrownBy(() -> new PushPull(new byte[WireLimits.MAX_BODY_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
