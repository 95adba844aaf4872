package io.gramme.node.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.register.AcceptorState.Part;
import io.gramme.node.register.Reply.Vote;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AcceptorStateCodecPropertyTest {
    @Test
    void keepsItsBytes() {
        AcceptorState state = new AcceptorState(
                new Decision(new RegisterId(1, 2, 3, 4), Value.of(new byte[] {5, 6})), new TreeMap<>());
        Ballot ballot = new Ballot(2, 7, 9);
        AcceptorState open =
                state.with(new RegisterId(1, 2, 3, 5), new Part(ballot, new Vote(ballot, Value.of(new byte[] {8}))));
        assertThat(HexFormat.of().formatHex(AcceptorStateCodec.encode(open)))
                .isEqualTo("0101" + "0000000000000001" + "0000000000000002" + "0000000000000003"
                        + "0000000000000004" + "000000020506" + "01" + "0000000000000001" + "0000000000000002"
                        + "0000000000000003" + "0000000000000005" + "0000000000000002" + "00000007"
                        + "0000000000000009" + "01" + "0000000000000002" + "00000007" + "0000000000000009"
                        + "0000000108" + "e947cdeb");
    }

    @Test
    void returnsWhatWasWrittenAndNoticesEveryDamage() {
        for (long seed = 0; seed < 10_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            AcceptorState state = state(random);
            byte[] bytes = AcceptorStateCodec.encode(state);
            assertThat(AcceptorStateCodec.decode(bytes)).as("seed %d", seed).isEqualTo(state);
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> AcceptorStateCodec.decode(flipped))
                    .as("bit flipped, seed %d", seed)
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> AcceptorStateCodec.decode(cut))
                    .as("cut, seed %d", seed)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static AcceptorState state(SplittableRandom random) {
        AcceptorState state = AcceptorState.EMPTY;
        if (random.nextBoolean()) {
            state = state.settledBy(new Decision(new RegisterId(7, 9, 1, random.nextInt(50)), value(random)));
        }
        for (int open = random.nextInt(AcceptorState.MAX_OPEN + 1); open > 0; open--) {
            Ballot promised = new Ballot(5 + random.nextInt(9), random.nextInt(), random.nextLong());
            Vote vote = random.nextBoolean() ? new Vote(new Ballot(4, 1, 2), value(random)) : null;
            state = state.with(new RegisterId(7, 9, 2, random.nextInt(100)), new Part(promised, vote));
        }
        return state;
    }

    private static Value value(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return Value.of(bytes);
    }
}
