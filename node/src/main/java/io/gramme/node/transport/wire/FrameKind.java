package io.gramme.node.transport.wire;

import io.gramme.node.transport.WireLimits;

/** What a frame carries: the first byte of its body. Frozen. */
final class FrameKind {
    /** Bytes before the body: its length and its CRC32C. */
    static final int HEADER_BYTES = 8;
    /** Largest body. */
    static final int MAX_BODY = WireLimits.MAX_FRAME_BYTES - HEADER_BYTES;
    /** Largest body before the peer has proved itself. */
    static final int MAX_HELLO_BODY = 512;

    /** Dialer's hello and challenge. */
    static final byte HELLO = 1;
    /** Acceptor's hello, challenge and proof. */
    static final byte CHALLENGE = 2;
    /** Dialer's proof. */
    static final byte PROOF = 3;
    /** The connection is open. */
    static final byte WELCOME = 4;
    /** It is not: a verdict's code, then the end. */
    static final byte REFUSED = 5;
    /** id (8; 0 when nobody waits for a reply), budget in ms (4), message. */
    static final byte REQUEST = 16;
    /** id (8), message: a reply or a refusal. */
    static final byte REPLY = 17;
    /** stream (4), total length (4), the next part of a body too large for one frame. */
    static final byte CHUNK = 18;
    /** Are you there. */
    static final byte PING = 19;
    /** I am. */
    static final byte PONG = 20;

    static final int REQUEST_FIELDS = 1 + 8 + 4;
    static final int REPLY_FIELDS = 1 + 8;
    static final int CHUNK_FIELDS = 1 + 4 + 4;

    private FrameKind() {}
}
