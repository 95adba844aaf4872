package io.gramme.node.transport.wire;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.HelloPolicy.Verdict;
import io.gramme.node.transport.wire.FrameReader.BrokenStream;
import io.gramme.ring.ClusterId;
import io.gramme.ring.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One side of the mutual hello, as a state machine: frames in, steps out.
 *
 * <p>The dialer sends HELLO; the acceptor answers CHALLENGE with its own hello and a proof; the dialer, content with it,
 * sends PROOF; the acceptor, content with that, sends WELCOME. A proof is the HMAC of (role, both hellos), which hold
 * both challenges, under a key that both know: it proves the secret, and ties what each says of itself to this one
 * connection. The role keeps a proof from being played back at its maker. Where one side knows no cluster id yet, keys
 * that need none are used.
 */
final class Handshake {
    private static final int PROOF_BYTES = 32;
    private static final byte[] ACCEPTOR = {'A'};
    private static final byte[] DIALER = {'D'};

    /** What to do next. */
    sealed interface Step {
        /** Send a frame; {@code opens}: the connection is open with it. */
        record Send(byte kind, byte[] body, boolean opens) implements Step {}

        /** Ask the policy about the proved peer, then call {@link Handshake#onVerdict}. */
        record Judge(Hello peer) implements Step {}

        /** The connection is open. */
        record Open() implements Step {}

        /** Close it; {@code tell}: send REFUSED with the verdict's code first. */
        record Fail(Verdict verdict, boolean tell) implements Step {}
    }

    private enum State {
        AWAIT_HELLO,
        AWAIT_CHALLENGE,
        AWAIT_PROOF,
        AWAIT_VERDICT,
        AWAIT_WELCOME,
        OVER
    }

    private final ClusterSecret secret;
    private final HelloFrame own;
    private final byte[] ownBytes;
    private final boolean dialer;
    private final @Nullable NodeId wanted;
    private State state;
    private byte[] transcriptHead = {};
    private byte[] transcriptTail = {};
    private byte @Nullable [] key;
    private @Nullable Hello peer;

    private Handshake(ClusterSecret secret, Hello hello, byte[] challenge, boolean dialer, @Nullable NodeId wanted) {
        this.secret = secret;
        this.dialer = dialer;
        this.wanted = wanted;
        List<Long> ids = new ArrayList<>();
        for (byte[] known : keysFor(hello.cluster())) {
            ids.add(HelloFrame.idOf(known));
        }
        this.own = new HelloFrame(HelloFrame.VERSION, HelloFrame.VERSION, hello, challenge, ids);
        this.ownBytes = own.encode();
        this.state = dialer ? State.AWAIT_CHALLENGE : State.AWAIT_HELLO;
    }

    /** @param wanted the node that must answer, or {@code null} for whoever does */
    static Handshake dial(ClusterSecret secret, Hello hello, byte[] challenge, @Nullable NodeId wanted) {
        return new Handshake(secret, hello, challenge, true, wanted);
    }

    static Handshake accept(ClusterSecret secret, Hello hello, byte[] challenge) {
        return new Handshake(secret, hello, challenge, false, null);
    }

    /** The dialer's first frame. */
    Step.Send opening() {
        return new Step.Send(FrameKind.HELLO, ownBytes, false);
    }

    /** What the peer said; only after a {@link Step.Judge}. */
    Hello peer() {
        Hello known = peer;
        Invariants.check(known != null, "no peer yet, state %s", state);
        return Objects.requireNonNull(known);
    }

    /** Whether one of the two does not know its cluster id yet. */
    boolean isUnfounded() {
        return own.hello().cluster() == null || peer().cluster() == null;
    }

    /** The cluster that this side said it belongs to. */
    @Nullable
    ClusterId ownCluster() {
        return own.hello().cluster();
    }

    /** Takes a frame: kind first. */
    Step onFrame(byte[] bytes, int offset, int length) throws BrokenStream {
        byte kind = bytes[offset];
        int from = offset + 1;
        int count = length - 1;
        if (dialer && kind == FrameKind.REFUSED && count == 1) {
            state = State.OVER;
            int code = bytes[from] & 0xff;
            Verdict[] verdicts = Verdict.values();
            return new Step.Fail(code < verdicts.length ? verdicts[code] : Verdict.WRONG_VERSION, false);
        }
        if (state == State.AWAIT_HELLO && kind == FrameKind.HELLO) {
            return onHello(bytes, from, count);
        }
        if (state == State.AWAIT_CHALLENGE && kind == FrameKind.CHALLENGE) {
            return onChallenge(bytes, from, count);
        }
        if (state == State.AWAIT_PROOF && kind == FrameKind.PROOF) {
            return onProof(bytes, from, count);
        }
        if (state == State.AWAIT_WELCOME && kind == FrameKind.WELCOME && count == 0) {
            state = State.OVER;
            return new Step.Open();
        }
        throw new BrokenStream("frame of kind " + kind + " in " + state);
    }

    private Step onHello(byte[] bytes, int from, int count) throws BrokenStream {
        HelloFrame hello = HelloFrame.decode(bytes, from, count, 0);
        transcriptHead = Arrays.copyOfRange(bytes, from, from + count);
        transcriptTail = ownBytes;
        Step.Fail problem = problemWith(hello);
        if (problem != null) {
            return problem;
        }
        key = common(hello);
        if (key == null) {
            return fail(Verdict.WRONG_SECRET);
        }
        peer = hello.hello();
        state = State.AWAIT_PROOF;
        byte[] body = Arrays.copyOf(ownBytes, ownBytes.length + PROOF_BYTES);
        System.arraycopy(proof(key, ACCEPTOR), 0, body, ownBytes.length, PROOF_BYTES);
        return new Step.Send(FrameKind.CHALLENGE, body, false);
    }

    private Step onChallenge(byte[] bytes, int from, int count) throws BrokenStream {
        HelloFrame hello = HelloFrame.decode(bytes, from, count, PROOF_BYTES);
        Step.Fail problem = problemWith(hello);
        if (problem != null) {
            return problem;
        }
        transcriptHead = ownBytes;
        transcriptTail = Arrays.copyOfRange(bytes, from, from + count - PROOF_BYTES);
        for (byte[] candidate : keysFor(agreedCluster(hello))) {
            if (HelloFrame.endsWith(bytes, from, count, proof(candidate, ACCEPTOR))) {
                key = candidate;
                return judge(hello);
            }
        }
        return fail(Verdict.WRONG_SECRET);
    }

    private Step onProof(byte[] bytes, int from, int count) {
        byte[] agreed = Objects.requireNonNull(key);
        if (count != PROOF_BYTES || !HelloFrame.endsWith(bytes, from, count, proof(agreed, DIALER))) {
            return fail(Verdict.WRONG_SECRET);
        }
        state = State.AWAIT_VERDICT;
        return new Step.Judge(peer());
    }

    private Step judge(HelloFrame hello) {
        peer = hello.hello();
        if (wanted != null && !wanted.equals(peer.process().node())) {
            return fail(Verdict.OTHER_NODE);
        }
        state = State.AWAIT_VERDICT;
        return new Step.Judge(peer);
    }

    /** Takes the policy's word on the peer of the last {@link Step.Judge}. */
    Step onVerdict(Verdict verdict) {
        Invariants.check(state == State.AWAIT_VERDICT, "verdict in %s", state);
        if (verdict != Verdict.ACCEPTED) {
            return fail(verdict);
        }
        if (dialer) {
            state = State.AWAIT_WELCOME;
            return new Step.Send(FrameKind.PROOF, proof(Objects.requireNonNull(key), DIALER), false);
        }
        state = State.OVER;
        return new Step.Send(FrameKind.WELCOME, new byte[0], true);
    }

    private Step.@Nullable Fail problemWith(HelloFrame hello) {
        if (!hello.speaksOurVersion()) {
            return fail(Verdict.WRONG_VERSION);
        }
        ClusterId theirs = hello.hello().cluster();
        ClusterId ours = own.hello().cluster();
        boolean foreign = theirs != null && ours != null && !theirs.equals(ours);
        return foreign ? fail(Verdict.OTHER_CLUSTER) : null;
    }

    private Step.Fail fail(Verdict verdict) {
        state = State.OVER;
        return new Step.Fail(verdict, true);
    }

    private @Nullable ClusterId agreedCluster(HelloFrame hello) {
        return hello.hello().cluster() == null ? null : own.hello().cluster();
    }

    private byte @Nullable [] common(HelloFrame hello) {
        for (byte[] candidate : secret.helloKeys(agreedCluster(hello))) {
            if (hello.keyIds().contains(HelloFrame.idOf(candidate))) {
                return candidate;
            }
        }
        return null;
    }

    /** The keys that could serve with a cluster id on both sides, and without. */
    private List<byte[]> keysFor(@Nullable ClusterId cluster) {
        List<byte[]> keys = new ArrayList<>(secret.helloKeys(cluster));
        if (cluster != null && !secret.isSet()) {
            keys.addAll(secret.helloKeys(null));
        }
        return keys;
    }

    private byte[] proof(byte[] proofKey, byte[] role) {
        return ClusterSecret.hmac(proofKey, role, transcriptHead, transcriptTail);
    }
}
