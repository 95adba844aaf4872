package io.gramme.ring.codec;

import static io.gramme.ring.RingFixture.changed;
import static io.gramme.ring.RingFixture.commit;
import static io.gramme.ring.RingFixture.join;
import static io.gramme.ring.RingFixture.pending;
import static io.gramme.ring.RingFixture.ring;
import static io.gramme.ring.RingFixture.switchAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.ring.Epoch;
import io.gramme.ring.MemberState;
import io.gramme.ring.Members;
import io.gramme.ring.Ring;
import io.gramme.ring.RingFixture;
import io.gramme.ring.RingShape;
import io.gramme.ring.Row;
import io.gramme.ring.change.Recovery;
import io.gramme.ring.change.RingChanges;
import io.gramme.ring.plan.Edit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingCodecTest {
    /** A ring's life: founded, changed, half switched, cancelled, changed again, retired, recovered. */
    private static List<Ring> life() {
        List<Ring> life = new ArrayList<>(List.of(ring(16, 3, 4, 2)));
        life.add(commit(last(life), join(4, "z2"), new Edit.Leave(1)));
        life.add(changed(RingChanges.switchRows(last(life), pending(last(life)).subList(0, 4), Set.of())));
        life.add(changed(RingChanges.cancel(last(life), Set.of())));
        life.add(commit(last(life), new Edit.Leave(1), new Edit.Weight(2, 333)));
        life.add(switchAll(last(life)));
        life.add(changed(RingChanges.retire(last(life), Set.of(1), Set.of())));
        life.add(changed(
                Recovery.recover(last(life), Set.copyOf(last(life).group().nodes()), Set.of())));
        return life;
    }

    private static Ring last(List<Ring> life) {
        return life.get(life.size() - 1);
    }

    @Test
    void everyRingReadsBackEqual() {
        for (Ring ring : life()) {
            assertThat(RingCodec.decode(RingCodec.encode(ring))).isEqualTo(new Decoded.Valid<>(ring));
        }
    }

    @Test
    void everyDeltaOverOneOrManyEpochsLeadsToTheLaterRing() {
        List<Ring> life = life();
        for (int from = 0; from < life.size(); from++) {
            for (int to = from; to < life.size(); to++) {
                RingDelta delta = RingDelta.between(life.get(from), life.get(to));
                Decoded<RingDelta> read = DeltaCodec.decode(DeltaCodec.encode(delta));
                assertThat(read).isEqualTo(new Decoded.Valid<>(delta));
                assertThat(delta.applyTo(life.get(from))).isEqualTo(new Decoded.Valid<>(life.get(to)));
            }
        }
    }

    @Test
    void aDeltaRefusesEveryRingButItsOwn() {
        List<Ring> life = life();
        RingDelta delta = RingDelta.between(life.get(1), life.get(2));
        for (Ring ring : life) {
            if (!ring.equals(life.get(1))) {
                assertThat(delta.applyTo(ring)).isInstanceOf(Decoded.Invalid.class);
            }
        }
        RingDelta lies = new RingDelta(
                delta.cluster(),
                delta.from(),
                delta.to(),
                delta.members(),
                delta.departed(),
                delta.nextIndex(),
                delta.group(),
                delta.rows().subList(1, delta.rows().size()));
        assertThat(lies.applyTo(life.get(1))).isInstanceOf(Decoded.Invalid.class);
    }

    @Test
    void aSwitchOfOnePartitionIsASmallDelta() {
        Ring ring = commit(ring(4096, 3, 16, 4), join(16, "z0"));
        Ring next = changed(RingChanges.switchRows(ring, pending(ring).subList(0, 1), Set.of()));
        assertThat(DeltaCodec.encode(RingDelta.between(ring, next))).hasSizeLessThan(80);
        assertThat(RingCodec.encode(next)).hasSizeLessThan(64 << 10);
    }

    @Test
    void differentRingsHaveDifferentHashes() {
        Map<Long, Ring> byHash = new HashMap<>();
        for (Ring ring : life()) {
            assertThat(byHash.put(RingCodec.hash(ring), ring)).isNull();
        }
        Ring ring = life().get(0);
        assertThat(RingCodec.hash(commit(ring, join(8, "z1"))))
                .isNotEqualTo(RingCodec.hash(commit(ring, join(9, "z1"))));
        assertThat(RingCodec.hash(ring)).isEqualTo(RingCodec.hash(ring(16, 3, 4, 2)));
    }

    /** Frozen: rings of this format lie on disks and travel between nodes of different builds. */
    @Test
    void readsAndWritesTheGoldenBytes() throws IOException {
        byte[] bytes = golden("ring-v1.hex");
        Ring ring = ((Decoded.Valid<Ring>) RingCodec.decode(bytes)).value();
        assertThat(RingCodec.encode(ring)).isEqualTo(bytes);
        assertThat(RingCodec.hash(ring)).isEqualTo(0x1bef170bff6c9addL);
        assertThat(ring.epoch()).isEqualTo(new Epoch(1, 3));
        assertThat(ring.shape()).isEqualTo(RingShape.of(RingFixture.CLUSTER, 16, 3));
        assertThat(ring.members().all()).hasSize(5);
        assertThat(ring.members().at(4))
                .isEqualTo(RingFixture.node(4, "z2", 100).seat(4));
        assertThat(ring.members().at(1).state()).isEqualTo(MemberState.LEAVING);
        assertThat(ring.current(0)).isEqualTo(Row.of(0, 4, 3));
        assertThat(ring.target(15)).isEqualTo(Row.of(0, 3, 4));
    }

    @Test
    void readsAndWritesTheGoldenBytesOfADelta() throws IOException {
        byte[] bytes = golden("delta-v1.hex");
        RingDelta delta = ((Decoded.Valid<RingDelta>) DeltaCodec.decode(bytes)).value();
        assertThat(DeltaCodec.encode(delta)).isEqualTo(bytes);
        assertThat(delta.from().epoch()).isEqualTo(Epoch.FIRST);
        assertThat(delta.to().epoch()).isEqualTo(new Epoch(2, 8));
        assertThat(delta.departed()).extracting(Members.Departed::index).containsExactly(1);
        assertThat(delta.nextIndex()).isEqualTo(256);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = RingCodecTest.class.getResourceAsStream("/golden/" + name)) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }

    @Test
    void answersForAnyPrefixAndAnyTrailer() {
        byte[] bytes = RingCodec.encode(life().get(2));
        for (int length = 0; length < bytes.length; length++) {
            assertInvalid(RingCodec.decode(Arrays.copyOf(bytes, length)));
        }
        assertInvalid(RingCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)));
        byte[] future = bytes.clone();
        future[0] = 2;
        assertThat(RingCodec.decode(future)).isEqualTo(new Decoded.Invalid<>("format version 2, known is 1"));
    }

    @Test
    void acceptsDamagedBytesOnlyWhereTheyAreTheEncodingOfAnotherRing() {
        Ring first = life().get(0);
        Ring later = life().get(6);
        byte[] bytes = RingCodec.encode(later);
        byte[] delta = DeltaCodec.encode(RingDelta.between(first, later));
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] damaged = damage(random, bytes);
            if (RingCodec.decode(damaged) instanceof Decoded.Valid<Ring> ring) {
                assertThat(RingCodec.encode(ring.value())).isEqualTo(damaged);
            } else {
                refused++;
            }
            byte[] damagedDelta = damage(random, delta);
            if (DeltaCodec.decode(damagedDelta) instanceof Decoded.Valid<RingDelta> read) {
                assertThat(DeltaCodec.encode(read.value())).isEqualTo(damagedDelta);
                boolean astray = read.value().applyTo(first) instanceof Decoded.Valid<Ring> next
                        && !next.value().equals(later);
                assertThat(astray).isFalse();
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    private static byte[] damage(Random random, byte[] bytes) {
        byte[] damaged = bytes.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    @Test
    void randomBytesAndHugeCountsAreRefusedWithoutTheMemoryTheyAskFor() {
        Random random = new Random(12);
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            if (noise.length > 0) {
                noise[0] = 1;
            }
            assertInvalid(RingCodec.decode(noise));
            assertInvalid(DeltaCodec.decode(noise));
        }
        assertInvalid(RingCodec.decode(new byte[RingCodec.MAX_BYTES + 1]));
    }

    private static void assertInvalid(Decoded<?> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Invalid.class);
        assertThat(((Decoded.Invalid<?>) decoded).problem()).isNotEmpty();
    }
}
