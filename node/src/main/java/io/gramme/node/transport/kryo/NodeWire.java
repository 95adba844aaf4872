package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.BucketMessage.SettingsPush;
import io.gramme.node.transport.BucketMessage.SettingsReply;
import io.gramme.node.transport.ForwardMessage.Forward;
import io.gramme.node.transport.ForwardMessage.Forwarded;
import io.gramme.node.transport.GossipMessage.PushPull;
import io.gramme.node.transport.GossipMessage.PushPullReply;
import io.gramme.node.transport.GossipMessage.TcpPing;
import io.gramme.node.transport.GossipMessage.TcpPong;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.Reason;
import io.gramme.node.transport.Refusal.StaleRing;
import io.gramme.node.transport.RegisterMessage.RegisterReply;
import io.gramme.node.transport.RegisterMessage.RegisterRequest;
import io.gramme.node.transport.RingMessage.RingBody;
import io.gramme.node.transport.RingMessage.RingPull;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;

/** The fields of the messages that concern nodes, not replicas, in their frozen order. */
final class NodeWire {
    private static final Reason[] REASONS = Reason.values();

    private NodeWire() {}

    static void writeForward(Output output, Forward forward) {
        output.writeVarInt(forward.partition(), true);
        BoundedInput.writeBytes(output, forward.body());
    }

    static Forward readForward(Input input) {
        int partition = input.readVarInt(true);
        return new Forward(partition, BoundedInput.body(input));
    }

    static void writeStaleRing(Output output, StaleRing refusal) {
        BoundedInput.writeEpoch(output, refusal.epoch());
        BoundedInput.writeBytes(output, refusal.delta());
    }

    static StaleRing readStaleRing(Input input) {
        Epoch epoch = BoundedInput.epoch(input);
        return new StaleRing(epoch, BoundedInput.body(input));
    }

    static void writeNotServed(Output output, NotServed refusal) {
        output.writeByte(refusal.reason().code());
        output.writeVarInt(refusal.retryAfterMillis(), true);
    }

    static NotServed readNotServed(Input input) {
        Reason reason = BoundedInput.constant(input, REASONS);
        return new NotServed(reason, input.readVarInt(true));
    }

    static void writeRingPull(Output output, RingPull pull) {
        BoundedInput.writeEpoch(output, pull.have());
    }

    static RingPull readRingPull(Input input) {
        return new RingPull(BoundedInput.epoch(input));
    }

    static void writeRingBody(Output output, RingBody ring) {
        BoundedInput.writeEpoch(output, ring.epoch());
        BoundedInput.writeBytes(output, ring.body());
    }

    static RingBody readRingBody(Input input) {
        Epoch epoch = BoundedInput.epoch(input);
        return new RingBody(epoch, BoundedInput.body(input));
    }

    static void writePing(Output output, TcpPing ping) {
        output.writeLong(ping.sequence());
    }

    static TcpPing readPing(Input input) {
        return new TcpPing(input.readLong());
    }

    static void writePong(Output output, TcpPong pong) {
        output.writeLong(pong.sequence());
        output.writeLong(pong.answered().node().high());
        output.writeLong(pong.answered().node().low());
        output.writeVarLong(pong.answered().bootCounter(), true);
        output.writeLong(pong.answered().nonce());
    }

    static TcpPong readPong(Input input) {
        long sequence = input.readLong();
        NodeId node = new NodeId(input.readLong(), input.readLong());
        long bootCounter = input.readVarLong(true);
        return new TcpPong(sequence, new Hello.ProcessId(node, bootCounter, input.readLong()));
    }

    static void writeForwarded(Output output, Forwarded message) {
        BoundedInput.writeBytes(output, message.body());
    }

    static Forwarded readForwarded(Input input) {
        return new Forwarded(BoundedInput.body(input));
    }

    static void writeRegister(Output output, RegisterRequest message) {
        BoundedInput.writeBytes(output, message.body());
    }

    static RegisterRequest readRegister(Input input) {
        return new RegisterRequest(BoundedInput.body(input));
    }

    static void writeRegisterReply(Output output, RegisterReply message) {
        BoundedInput.writeBytes(output, message.body());
    }

    static RegisterReply readRegisterReply(Input input) {
        return new RegisterReply(BoundedInput.body(input));
    }

    static void writePushPull(Output output, PushPull message) {
        BoundedInput.writeBytes(output, message.body());
    }

    static PushPull readPushPull(Input input) {
        return new PushPull(BoundedInput.body(input));
    }

    static void writePushPullReply(Output output, PushPullReply message) {
        BoundedInput.writeBytes(output, message.body());
    }

    static PushPullReply readPushPullReply(Input input) {
        return new PushPullReply(BoundedInput.body(input));
    }

    static void writeSettings(Output output, SettingsPush message) {
        BoundedInput.writeBytes(output, message.body());
    }

    static SettingsPush readSettings(Input input) {
        return new SettingsPush(BoundedInput.body(input));
    }

    static void writeSettingsReply(Output output, SettingsReply message) {
        BoundedInput.writeBytes(output, message.body());
    }

    static SettingsReply readSettingsReply(Input input) {
        return new SettingsReply(BoundedInput.body(input));
    }
}
