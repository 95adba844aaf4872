package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.Kryo;
import io.gramme.node.transport.AdminMessage.Explain;
import io.gramme.node.transport.AdminMessage.Explained;
import io.gramme.node.transport.AdminMessage.Scan;
import io.gramme.node.transport.AdminMessage.Scanned;
import io.gramme.node.transport.BucketMessage.SettingsPush;
import io.gramme.node.transport.BucketMessage.SettingsReply;
import io.gramme.node.transport.ForwardMessage.Forward;
import io.gramme.node.transport.ForwardMessage.Forwarded;
import io.gramme.node.transport.GossipMessage.PushPull;
import io.gramme.node.transport.GossipMessage.PushPullReply;
import io.gramme.node.transport.GossipMessage.TcpPing;
import io.gramme.node.transport.GossipMessage.TcpPong;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.StaleRing;
import io.gramme.node.transport.RegisterMessage.RegisterReply;
import io.gramme.node.transport.RegisterMessage.RegisterRequest;
import io.gramme.node.transport.ReplicaMessage.ReadAbsent;
import io.gramme.node.transport.ReplicaMessage.ReadDigest;
import io.gramme.node.transport.ReplicaMessage.ReadRecord;
import io.gramme.node.transport.ReplicaMessage.ReadUnreadable;
import io.gramme.node.transport.ReplicaMessage.ReplicaRead;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.RingMessage.RingBody;
import io.gramme.node.transport.RingMessage.RingPull;
import java.util.List;

/**
 * Every message's frozen number and serializer. A number is never used again for something else, and a message's fields
 * never change: a changed message is a new one. Families start at multiples of 16; Kryo keeps 0..15 for itself.
 */
final class MessageRegistry {
    /** One message type. */
    record Entry<M extends Message>(
            int number, Class<M> type, WireSerializer.Writer<M> writer, WireSerializer.Reader<M> reader) {
        void registerIn(Kryo kryo) {
            kryo.register(type, new WireSerializer<>(type, writer, reader), number);
        }
    }

    static final List<Entry<?>> ENTRIES = List.of(
            new Entry<>(16, ReplicaWrite.class, ReplicaWire::writeWrite, ReplicaWire::readWrite),
            new Entry<>(17, WriteAck.class, ReplicaWire::writeAck, ReplicaWire::readAck),
            new Entry<>(18, ReplicaRead.class, ReplicaWire::writeRead, ReplicaWire::readRead),
            new Entry<>(19, ReadRecord.class, ReplicaWire::writeRecord, ReplicaWire::readRecord),
            new Entry<>(20, ReadDigest.class, ReplicaWire::writeDigest, ReplicaWire::readDigest),
            new Entry<>(21, ReadAbsent.class, ReplicaWire::writeAbsent, ReplicaWire::readAbsent),
            new Entry<>(22, ReadUnreadable.class, ReplicaWire::writeUnreadable, ReplicaWire::readUnreadable),
            new Entry<>(32, Forward.class, NodeWire::writeForward, NodeWire::readForward),
            new Entry<>(33, Forwarded.class, NodeWire::writeForwarded, NodeWire::readForwarded),
            new Entry<>(48, StaleRing.class, NodeWire::writeStaleRing, NodeWire::readStaleRing),
            new Entry<>(49, NotServed.class, NodeWire::writeNotServed, NodeWire::readNotServed),
            new Entry<>(64, RingPull.class, NodeWire::writeRingPull, NodeWire::readRingPull),
            new Entry<>(65, RingBody.class, NodeWire::writeRingBody, NodeWire::readRingBody),
            new Entry<>(80, RegisterRequest.class, NodeWire::writeRegister, NodeWire::readRegister),
            new Entry<>(81, RegisterReply.class, NodeWire::writeRegisterReply, NodeWire::readRegisterReply),
            new Entry<>(96, PushPull.class, NodeWire::writePushPull, NodeWire::readPushPull),
            new Entry<>(97, PushPullReply.class, NodeWire::writePushPullReply, NodeWire::readPushPullReply),
            new Entry<>(98, TcpPing.class, NodeWire::writePing, NodeWire::readPing),
            new Entry<>(99, TcpPong.class, NodeWire::writePong, NodeWire::readPong),
            new Entry<>(112, SettingsPush.class, NodeWire::writeSettings, NodeWire::readSettings),
            new Entry<>(113, SettingsReply.class, NodeWire::writeSettingsReply, NodeWire::readSettingsReply),
            new Entry<>(176, Explain.class, AdminWire::writeExplain, AdminWire::readExplain),
            new Entry<>(177, Explained.class, AdminWire::writeExplained, AdminWire::readExplained),
            new Entry<>(178, Scan.class, AdminWire::writeScan, AdminWire::readScan),
            new Entry<>(179, Scanned.class, AdminWire::writeScanned, AdminWire::readScanned));

    private MessageRegistry() {}
}
