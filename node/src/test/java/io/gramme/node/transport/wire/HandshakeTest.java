package io.gramme.node.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.HelloPolicy.Verdict;
import io.gramme.node.transport.wire.FrameReader.BrokenStream;
import io.gramme.node.transport.wire.Handshake.Step;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final ClusterSecret SECRET = ClusterSecret.of("a secret", null);
    private static final ClusterId CLUSTER = new ClusterId(1, 2);

    private static Hello hello(long node, @Nullable ClusterId cluster) {
        return new Hello(
                cluster,
                new Hello.ProcessId(new NodeId(0, node), 3, 4),
                new Hello.Disk(5, 6, 7),
                new Hello.RingState(new Epoch(1, 8), 9),
                10);
    }

    private static byte[] challenge(int seed) {
        byte[] challenge = new byte[HelloFrame.CHALLENGE_BYTES];
        challenge[0] = (byte) seed;
        return challenge;
    }

    private static Handshake dialer(int challenge) {
        return Handshake.dial(SECRET, hello(1, CLUSTER), challenge(challenge), null);
    }

    private static Handshake acceptor(int challenge) {
        return Handshake.accept(SECRET, hello(2, CLUSTER), challenge(challenge));
    }

    private static byte[] frame(Step step) {
        assertThat(step).isInstanceOf(Step.Send.class);
        Step.Send send = (Step.Send) step;
        byte[] frame = new byte[1 + send.body().length];
        frame[0] = send.kind();
        System.arraycopy(send.body(), 0, frame, 1, send.body().length);
        return frame;
    }

    private static Step give(Handshake to, byte[] frame) throws BrokenStream {
        return to.onFrame(frame, 0, frame.length);
    }

    @Test
    void opensOnBothSidesAndTellsEachWhatTheOtherSays() throws BrokenStream {
        Handshake dialer = dialer(1);
        Handshake acceptor = acceptor(2);
        byte[] challenge = frame(give(acceptor, frame(dialer.opening())));
        assertThat(give(dialer, challenge)).isEqualTo(new Step.Judge(hello(2, CLUSTER)));
        byte[] proof = frame(dialer.onVerdict(Verdict.ACCEPTED));
        assertThat(give(acceptor, proof)).isEqualTo(new Step.Judge(hello(1, CLUSTER)));
        Step welcome = acceptor.onVerdict(Verdict.ACCEPTED);
        assertThat(((Step.Send) welcome).opens()).isTrue();
        assertThat(give(dialer, frame(welcome))).isEqualTo(new Step.Open());
    }

    @Test
    void refusesAProofOfAnotherConnection() throws BrokenStream {
        Handshake first = dialer(1);
        Handshake listener = acceptor(2);
        give(first, frame(give(listener, frame(first.opening()))));
        byte[] overheard = frame(first.onVerdict(Verdict.ACCEPTED));

        Handshake again = acceptor(3);
        give(again, frame(dialer(1).opening()));
        assertThat(give(again, overheard)).isEqualTo(new Step.Fail(Verdict.WRONG_SECRET, true));
    }

    @Test
    void refusesItsOwnProofPlayedBack() throws BrokenStream {
        Handshake acceptor = acceptor(2);
        byte[] challenge = frame(give(acceptor, frame(dialer(1).opening())));
        byte[] proof = new byte[33];
        proof[0] = FrameKind.PROOF;
        System.arraycopy(challenge, challenge.length - 32, proof, 1, 32);
        assertThat(give(acceptor, proof)).isEqualTo(new Step.Fail(Verdict.WRONG_SECRET, true));
    }

    @Test
    void refusesAHelloThatWasChangedUnderWay() throws BrokenStream {
        byte[] opening = frame(dialer(1).opening());
        Handshake acceptor = acceptor(2);
        byte[] challenge = frame(give(acceptor, opening));
        for (int at : new int[] {40, 60, 80, 100, challenge.length - 1}) {
            byte[] changed = challenge.clone();
            changed[at] ^= 1;
            Handshake dialer = dialer(1);
            assertThat(outcome(dialer, changed)).as("byte %d", at).isNotEqualTo("judged");
        }
        assertThat(outcome(dialer(1), challenge)).isEqualTo("judged");
    }

    private static String outcome(Handshake dialer, byte[] frame) {
        try {
            return give(dialer, frame) instanceof Step.Judge ? "judged" : "refused";
        } catch (BrokenStream broken) {
            return "broken";
        }
    }

    @Test
    void takesNoFrameOutOfTurn() throws BrokenStream {
        byte[] proof = new byte[33];
        proof[0] = FrameKind.PROOF;
        assertThatThrownBy(() -> give(acceptor(1), proof)).isInstanceOf(BrokenStream.class);
        Handshake acceptor = acceptor(1);
        byte[] opening = frame(dialer(1).opening());
        give(acceptor, opening);
        assertThatThrownBy(() -> give(acceptor, opening)).isInstanceOf(BrokenStream.class);
        assertThatThrownBy(() -> give(dialer(1), new byte[] {FrameKind.WELCOME}))
                .isInstanceOf(BrokenStream.class);
    }

    @Test
    void staysUnfoundedWhereOneSideKnowsNoCluster() throws BrokenStream {
        for (ClusterSecret secret : new ClusterSecret[] {SECRET, ClusterSecret.none()}) {
            Handshake dialer = Handshake.dial(secret, hello(1, CLUSTER), challenge(1), null);
            Handshake acceptor = Handshake.accept(secret, hello(2, null), challenge(2));
            byte[] challenge = frame(give(acceptor, frame(dialer.opening())));
            assertThat(give(dialer, challenge)).isInstanceOf(Step.Judge.class);
            assertThat(dialer.isUnfounded()).isTrue();
            assertThat(acceptor.isUnfounded()).isTrue();
        }
    }
}
