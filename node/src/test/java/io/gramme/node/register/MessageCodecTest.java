package io.gramme.node.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.register.Reply.Reason;
import io.gramme.node.register.Reply.Vote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final RegisterId ID = new RegisterId(1, 2, 3, 4);
    private static final Ballot BALLOT = new Ballot(5, 6, 7);
    private static final Decision DECISION = new Decision(ID, Value.of(new byte[] {8, 9}));
    private static final String ID_HEX = "0000000000000001000000000000000200000000000000030000000000000004";
    private static final String BALLOT_HEX = "0000000000000005000000060000000000000007";
    private static final String VALUE_HEX = "000000020809";

    @Test
    void keepsTheBytesOfRequests() {
        assertThat(hex(new Request.Prepare(ID, BALLOT))).isEqualTo("01" + ID_HEX + BALLOT_HEX);
        assertThat(hex(new Request.Accept(ID, BALLOT, DECISION.value())))
                .isEqualTo("02" + ID_HEX + BALLOT_HEX + VALUE_HEX);
        assertThat(hex(new Request.Learn(DECISION))).isEqualTo("03" + ID_HEX + VALUE_HEX);
    }

    @Test
    void keepsTheBytesOfReplies() {
        String head = ID_HEX + BALLOT_HEX;
        assertThat(hex(new Reply.Promised(ID, BALLOT, null))).isEqualTo("04" + head + "00");
        assertThat(hex(new Reply.Promised(ID, BALLOT, new Vote(BALLOT, DECISION.value()))))
                .isEqualTo("04" + head + "01" + BALLOT_HEX + VALUE_HEX);
        assertThat(hex(new Reply.Accepted(ID, BALLOT))).isEqualTo("05" + head);
        assertThat(hex(new Reply.Outbid(ID, BALLOT, BALLOT))).isEqualTo("06" + head + BALLOT_HEX);
        assertThat(hex(new Reply.Settled(ID, BALLOT, DECISION))).isEqualTo("07" + head + ID_HEX + VALUE_HEX);
        assertThat(hex(new Reply.Abstained(ID, BALLOT, Reason.MAY_NOT_VOTE))).isEqualTo("08" + head + "00");
        assertThat(hex(new Reply.Abstained(ID, BALLOT, Reason.OTHER_CLUSTER))).isEqualTo("08" + head + "01");
        assertThat(hex(new Reply.Abstained(ID, BALLOT, Reason.TOO_MANY_OPEN))).isEqualTo("08" + head + "02");
    }

    @Test
    void refusesWhatIsNotExactlyOneMessage() {
        for (byte[] message : messages()) {
            for (int length = 0; length < message.length; length++) {
                byte[] cut = Arrays.copyOf(message, length);
                assertThatThrownBy(() -> decode(cut)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> decode(Arrays.copyOf(message, message.length + 1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void survivesRandomBytes() {
        int messages = 0;
        for (long seed = 0; seed < 10_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<byte[]> all = messages();
            byte[] bytes = all.get(random.nextInt(all.size()));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                decode(bytes);
                messages++;
            } catch (IllegalArgumentException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
        assertThat(messages).isBetween(1, 9_999);
    }

    @Test
    void theLongestMessageFitsItsBound() {
        Value longest = Value.of(new byte[Value.MAX_BYTES]);
        assertThat(MessageCodec.encode(new Reply.Promised(ID, BALLOT, new Vote(BALLOT, longest))))
                .hasSizeLessThanOrEqualTo(MessageCodec.MAX_BYTES);
        assertThat(MessageCodec.encode(new Reply.Settled(ID, BALLOT, new Decision(ID, longest))))
                .hasSizeLessThanOrEqualTo(MessageCodec.MAX_BYTES);
    }

    private static List<byte[]> messages() {
        List<byte[]> all = new ArrayList<>();
        all.add(MessageCodec.encode(new Request.Prepare(ID, BALLOT)));
        all.add(MessageCodec.encode(new Request.Accept(ID, BALLOT, DECISION.value())));
        all.add(MessageCodec.encode(new Request.Learn(DECISION)));
        all.add(MessageCodec.encode(new Reply.Promised(ID, BALLOT, new Vote(BALLOT, DECISION.value()))));
        all.add(MessageCodec.encode(new Reply.Settled(ID, BALLOT, DECISION)));
        all.add(MessageCodec.encode(new Reply.Abstained(ID, BALLOT, Reason.OTHER_CLUSTER)));
        return all;
    }

    private static void decode(byte[] bytes) {
        if (bytes.length > 0 && bytes[0] >= 4) {
            MessageCodec.decodeReply(bytes);
        } else {
            MessageCodec.decodeRequest(bytes);
        }
    }

    private static String hex(Request request) {
        byte[] bytes = MessageCodec.encode(request);
        assertThat(MessageCodec.decodeRequest(bytes)).isEqualTo(request);
        return HexFormat.of().formatHex(bytes);
    }

    private static String hex(Reply reply) {
        byte[] bytes = MessageCodec.encode(reply);
        assertThat(MessageCodec.decodeReply(bytes)).isEqualTo(reply);
        return HexFormat.of().formatHex(bytes);
    }
}
