package io.gramme.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The wire format: frozen bytes, round trips, nothing but valid messages accepted. */
class CodecTest {
    private static final int ROUNDS = Integer.getInteger("gramme.gossip.rounds", 20_000);

    private static final String GOLDEN_PING =
            "67010102030405060708090a0b0c0d0e0f108645803223986a25f2c2363a9dca4f3800000000000000070000000000000002"
                    + "0100000000000003e902ac02f0a20401ac020000000000000007000000000000000301030000000000000000070000000000"
                    + "0000040100000000000003eb05026e330831302e302e302e341b58001f90001f91017a640000000000000000000000000000"
                    + "0000000100010a6401000000000000000700000000000000030100000000000003ea00000000000000000700000000000000"
                    + "0203000000000000000700000000000000050100000000000003ec0101020903010203";
    private static final String GOLDEN_STATE =
            "73010102030405060708090a0b0c0d0e0f1035d1549dfc7f8083766e2270e9a2c80000000000000000070000000000000002"
                    + "0100000000000003e90102000000000000000700000000000000030100000000000003ea07036ec3a9033a3a3100010c6461"
                    + "74612e6578616d706c65000200000300000102fffffffffffffffdffffffffffffffff020000000100000000000000070000"
                    + "00000000000303010203011f0000";

    private final Envelope envelope = new Envelope(
            new ClusterId(0x0102030405060708L, 0x090a0b0c0d0e0f10L),
            new Secrets("0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

    private byte[] sealed(Packet packet) {
        Writer out = envelope.open(Envelope.Form.DATAGRAM, 64);
        PacketCodec.writeHead(out, packet.sender(), packet.marks(), packet.message());
        out.number(packet.deltas().size());
        packet.deltas().forEach(delta -> Fields.write(out, delta));
        out.number(packet.announcements().size());
        packet.announcements().forEach(announcement -> Fields.write(out, announcement));
        return envelope.seal(out);
    }

    private byte[] sealed(FullState state) {
        Writer out = envelope.open(Envelope.Form.STATE, 64);
        StateCodec.write(out, state);
        return envelope.seal(out);
    }

    @Test
    void thePacketFormatIsFrozen() {
        Packet packet = new Packet(
                Solo.process(1),
                new Marks(2, 300, 70_000),
                new Message.Ping(300, Solo.process(2).node(), 1),
                List.of(
                        Solo.alive(3, 5),
                        Solo.suspect(2, 0, 1),
                        Delta.accusation(
                                Solo.process(4),
                                1,
                                MemberState.LEFT,
                                Solo.process(4).node())),
                List.of(new Announcement(2, 9, new byte[] {1, 2, 3})));
        assertThat(HexFormat.of().formatHex(sealed(packet))).isEqualTo(GOLDEN_PING);
        assertThat(PacketCodec.decode(HexFormat.of().parseHex(GOLDEN_PING))).isEqualTo(packet);
    }

    @Test
    void theStateFormatIsFrozen() {
        Meta meta = new Meta(
                "né",
                new Address("::1", 1),
                new Address("data.example", 2),
                new Address("::1", 3),
                "",
                0,
                new RingStamp(1, 2, -3),
                -1,
                MemberFlag.DISK_FULL.mask());
        FullState state = new FullState(
                Solo.process(1),
                List.of(new FullState.Entry(Solo.process(2), 7, MemberState.DEAD, new Delta.Told(meta, Marks.NONE))),
                List.of(new Greatest(Solo.process(2).node(), 3, new Marks(1, 2, 3))),
                List.of(new Announcement(31, 0, new byte[0])));
        assertThat(HexFormat.of().formatHex(sealed(state))).isEqualTo(GOLDEN_STATE);
        assertThat(StateCodec.decode(HexFormat.of().parseHex(GOLDEN_STATE))).isEqualTo(state);
    }

    @Test
    void everyPacketComesBackAsItWasSent() {
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            Packet packet = packet(random);
            byte[] bytes = sealed(packet);
            assertThat(envelope.check(Envelope.Form.DATAGRAM, bytes)).isEqualTo(Envelope.Opening.OPENED);
            assertThat(PacketCodec.decode(bytes)).isEqualTo(packet);
        }
    }

    /** Whatever decodes is exactly what its encoding says: no two byte strings for one packet. */
    @Test
    void damagedPacketsAreRefusedOrReadAsWhatTheySay() {
        Random random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = sealed(packet(random));
            byte[] damaged = damaged(bytes, random);
            Packet read = PacketCodec.decode(damaged);
            if (read != null) {
                byte[] again = sealed(read);
                assertThat(Arrays.copyOfRange(again, Envelope.BYTES, again.length))
                        .as("round %d", round)
                        .isEqualTo(Arrays.copyOfRange(damaged, Envelope.BYTES, damaged.length));
            }
            if (!Arrays.equals(bytes, damaged)) {
                assertThat(envelope.check(Envelope.Form.DATAGRAM, damaged)).isNotEqualTo(Envelope.Opening.OPENED);
            }
        }
    }

    @Test
    void damagedStatesAreRefusedOrReadAsWhatTheySay() {
        Random random = new Random(3);
        for (int round = 0; round < ROUNDS / 4; round++) {
            List<FullState.Entry> entries = new ArrayList<>();
            for (int left = random.nextInt(4); left > 0; left--) {
                entries.add(new FullState.Entry(
                        process(random), random.nextInt(200), MemberState.values()[random.nextInt(4)], told(random)));
            }
            FullState state = new FullState(
                    process(random),
                    entries,
                    List.of(new Greatest(process(random).node(), 1 + random.nextInt(9), marks(random))),
                    List.of());
            byte[] bytes = sealed(state);
            assertThat(StateCodec.decode(bytes)).isEqualTo(state);
            byte[] damaged = damaged(bytes, random);
            FullState read = StateCodec.decode(damaged);
            if (read != null) {
                byte[] again = sealed(read);
                assertThat(Arrays.copyOfRange(again, Envelope.BYTES, again.length))
                        .isEqualTo(Arrays.copyOfRange(damaged, Envelope.BYTES, damaged.length));
            }
        }
    }

    @Test
    void noiseNeverThrowsAndIsCounted() {
        Random random = new Random(4);
        Solo solo = new Solo();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            solo.did(solo.gossip.onDatagram(0, Solo.address(1), noise));
            solo.did(solo.gossip.onStateRequested(0, noise));
        }
        Counters counters = solo.gossip.counters();
        assertThat(counters.droppedMalformed() + counters.droppedOtherCluster() + counters.droppedUnsigned())
                .isEqualTo(2L * ROUNDS);
        assertThat(solo.gossip.members()).hasSize(1);
    }

    @Test
    void aSignedStateIsNoSignedPacket() {
        byte[] state = sealed(new FullState(Solo.process(1), List.of(), List.of(), List.of()));
        assertThat(envelope.check(Envelope.Form.DATAGRAM, state)).isEqualTo(Envelope.Opening.MALFORMED);
        state[0] = 'g';
        assertThat(envelope.check(Envelope.Form.DATAGRAM, state)).isEqualTo(Envelope.Opening.UNSIGNED);
    }

    @Test
    void theLargestMemberFitsADatagramAndNoneIsEverLarger() {
        String host = "h".repeat(Bounds.HOST_BYTES - 1);
        Meta huge = new Meta(
                "n".repeat(Bounds.NAME_BYTES),
                new Address(host + "a", 65_535),
                new Address(host + "b", 65_535),
                new Address(host + "c", 65_535),
                "z".repeat(Bounds.NAME_BYTES),
                Bounds.WEIGHT,
                new RingStamp(Long.MAX_VALUE, Long.MAX_VALUE, -1),
                -1,
                Integer.MAX_VALUE);
        Marks marks = new Marks(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        Solo solo = new Solo();
        ProcessId process = new ProcessId(new NodeId(-1, -1), Long.MAX_VALUE, -1);
        solo.did(solo.gossip.onMarks(0, new Marks(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)));
        solo.hear(1, Solo.alive(1, 0));
        solo.forget();
        Delta delta = Delta.alive(process, Long.MAX_VALUE, new Delta.Told(huge, marks));
        byte[] alone = solo.bytes(process, new Message.News(), delta);
        assertThat(alone.length).isLessThanOrEqualTo(Bounds.DATAGRAM_BYTES);
        solo.did(solo.gossip.onDatagram(0, Solo.address(1), alone));
        for (int number = 2; number < 60; number++) {
            solo.hear(1, Solo.alive(number, 0));
        }
        solo.run(5_000);
        assertThat(solo.spreadAny(process)).as("it is passed on").isPositive();
        assertThat(solo.effects)
                .filteredOn(effect -> effect instanceof Effect.SendDatagram)
                .allSatisfy(effect -> assertThat(((Effect.SendDatagram) effect).bytes().length)
                        .isLessThanOrEqualTo(Bounds.DATAGRAM_BYTES));
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(damaged, random.nextInt(damaged.length + 8));
        }
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            int at = Envelope.BYTES + random.nextInt(damaged.length - Envelope.BYTES);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    private static Packet packet(Random random) {
        List<Delta> deltas = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            deltas.add(delta(random));
        }
        List<Announcement> announcements = new ArrayList<>();
        for (int left = random.nextInt(3); left > 0; left--) {
            byte[] payload = new byte[random.nextInt(65)];
            random.nextBytes(payload);
            announcements.add(new Announcement(random.nextInt(32), number(random), payload));
        }
        return new Packet(process(random), marks(random), message(random), deltas, announcements);
    }

    private static Message message(Random random) {
        long sequence = number(random);
        return switch (random.nextInt(7)) {
            case 0 -> new Message.News();
            case 1 -> new Message.Ping(sequence, process(random).node(), 1 + random.nextInt(9));
            case 2 -> new Message.Ack(sequence);
            case 3 -> new Message.Nack(sequence);
            case 4 -> new Message.IndirectPing(sequence, process(random).node(), 1, address(random));
            case 5 -> new Message.IndirectAck(sequence, process(random));
            default ->
                new Message.Refusal(
                        process(random),
                        process(random),
                        random.nextBoolean() ? Effect.Verdict.REFUSED : Effect.Verdict.RESTORED);
        };
    }

    private static Delta delta(Random random) {
        MemberState state = MemberState.values()[random.nextInt(4)];
        ProcessId process = process(random);
        return switch (state) {
            case ALIVE -> Delta.alive(process, number(random), told(random));
            case SUSPECT, DEAD ->
                Delta.accusation(process, number(random), state, process(random).node());
            case LEFT -> Delta.accusation(process, number(random), state, process.node());
        };
    }

    private static Delta.Told told(Random random) {
        return new Delta.Told(
                new Meta(
                        "n" + "ö".repeat(random.nextInt(9)),
                        address(random),
                        address(random),
                        address(random),
                        "z".repeat(random.nextInt(9)),
                        random.nextInt(Bounds.WEIGHT + 1),
                        new RingStamp(number(random), number(random), random.nextLong()),
                        random.nextLong(),
                        random.nextInt(1 << 20)),
                marks(random));
    }

    private static Address address(Random random) {
        return new Address("10.0.0." + random.nextInt(3), 1 + random.nextInt(65_535));
    }

    private static Marks marks(Random random) {
        return new Marks(number(random), number(random), number(random));
    }

    private static ProcessId process(Random random) {
        return new ProcessId(
                new NodeId(random.nextLong(), random.nextLong() | 1), 1 + (number(random) >>> 1), random.nextLong());
    }

    private static long number(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }
}
