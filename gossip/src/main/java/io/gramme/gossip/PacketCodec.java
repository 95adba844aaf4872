package io.gramme.gossip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams: envelope, sender, its marks, one message, then changes and announcements, each list after its count. Bytes
 * are frozen by golden tests.
 */
final class PacketCodec {
    private static final Message.Kind[] KINDS = Message.Kind.values();
    private static final Effect.Verdict[] VERDICTS = Effect.Verdict.values();

    private PacketCodec() {}

    /** Writes everything before the riders. */
    static void writeHead(Writer out, ProcessId sender, Marks marks, Message message) {
        Fields.write(out, sender);
        Fields.write(out, marks);
        out.u8(message.kind().code());
        switch (message.kind()) {
            case NEWS -> {}
            case PING -> {
                Message.Ping ping = (Message.Ping) message;
                out.number(ping.sequence());
                Fields.write(out, ping.target());
                out.number(ping.bootCounter());
            }
            case ACK -> out.number(((Message.Ack) message).sequence());
            case NACK -> out.number(((Message.Nack) message).sequence());
            case INDIRECT_PING -> {
                Message.IndirectPing ping = (Message.IndirectPing) message;
                out.number(ping.sequence());
                Fields.write(out, ping.target());
                out.number(ping.bootCounter());
                Fields.write(out, ping.address());
            }
            case INDIRECT_ACK -> {
                Message.IndirectAck ack = (Message.IndirectAck) message;
                out.number(ack.sequence());
                Fields.write(out, ack.answered());
            }
            case REFUSAL -> {
                Message.Refusal refusal = (Message.Refusal) message;
                Fields.write(out, refusal.refused());
                Fields.write(out, refusal.known());
                out.u8(refusal.verdict().code());
            }
        }
    }

    static byte[] encoded(Delta delta) {
        Writer out = new Writer(192);
        Fields.write(out, delta);
        return out.toBytes();
    }

    static byte[] encoded(Announcement announcement) {
        Writer out = new Writer(96);
        Fields.write(out, announcement);
        return out.toBytes();
    }

    /** The packet in a checked envelope, or null if it is none. */
    static @Nullable Packet decode(byte[] bytes) {
        try {
            Reader in = new Reader(bytes, Envelope.BYTES);
            ProcessId sender = Fields.process(in);
            Marks marks = Fields.marks(in);
            Message message = message(in);
            List<Delta> deltas = new ArrayList<>();
            for (int left = in.number(Bounds.DELTAS); left > 0; left--) {
                deltas.add(Fields.delta(in));
            }
            List<Announcement> announcements = new ArrayList<>();
            for (int left = in.number(Bounds.ANNOUNCEMENT_KINDS); left > 0; left--) {
                announcements.add(Fields.announcement(in));
            }
            in.end();
            return new Packet(sender, marks, message, deltas, announcements);
        } catch (Malformed | IllegalArgumentException e) {
            return null;
        }
    }

    private static Message message(Reader in) {
        return switch (in.choice(KINDS)) {
            case NEWS -> new Message.News();
            case PING -> new Message.Ping(in.number(), Fields.node(in), in.number());
            case ACK -> new Message.Ack(in.number());
            case NACK -> new Message.Nack(in.number());
            case INDIRECT_PING ->
                new Message.IndirectPing(in.number(), Fields.node(in), in.number(), Fields.address(in));
            case INDIRECT_ACK -> new Message.IndirectAck(in.number(), Fields.process(in));
            case REFUSAL -> new Message.Refusal(Fields.process(in), Fields.process(in), in.choice(VERDICTS));
        };
    }
}
