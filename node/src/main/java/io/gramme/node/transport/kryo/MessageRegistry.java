package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.Kryo;
import io.gramme.node.transport.AdminMessage.Explain;
import io.gramme.node.transport.AdminMessage.Explained;
import io.gramme.node.transport.AdminMessage.Scan;
import io.gramme.node.transport.AdminMessage.Scanned;
import io.gramme.node.transport.AntiEntropyMessage.AskKeys;
import io.gramme.node.transport.AntiEntropyMessage.AskLeaves;
import io.gramme.node.transport.AntiEntropyMessage.AskRecords;
import io.gramme.node.transport.AntiEntropyMessage.CompareRoot;
import io.gramme.node.transport.AntiEntropyMessage.KeyList;
import io.gramme.node.transport.AntiEntropyMessage.RecordList;
import io.gramme.node.transport.AntiEntropyMessage.TreeNodes;
import io.gramme.node.transport.BucketMessage.SettingsPush;
import io.gramme.node.transport.BucketMessage.SettingsReply;
import io.gramme.node.transport.ClockMessage.ClockAsk;
import io.gramme.node.transport.ClockMessage.ClockIs;
import io.gramme.node.transport.ForwardMessage.Forward;
import io.gramme.node.transport.ForwardMessage.Forwarded;
import io.gramme.node.transport.GossipMessage.PushPull;
import io.gramme.node.transport.GossipMessage.PushPullReply;
import io.gramme.node.transport.GossipMessage.TcpPing;
import io.gramme.node.transport.GossipMessage.TcpPong;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.PurgeMessage.HoldingsQuestion;
import io.gramme.node.transport.PurgeMessage.HoldingsReport;
import io.gramme.node.transport.PurgeMessage.PurgeApply;
import io.gramme.node.transport.PurgeMessage.PurgeHoldings;
import io.gramme.node.transport.PurgeMessage.PurgePrepare;
import io.gramme.node.transport.PurgeMessage.RecallQuestion;
import io.gramme.node.transport.PurgeMessage.RecallReport;
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
import io.gramme.node.transport.TransferMessage.MovesAsk;
import io.gramme.node.transport.TransferMessage.MovesState;
import io.gramme.node.transport.TransferMessage.Offer;
import io.gramme.node.transport.TransferMessage.Page;
import io.gramme.node.transport.TransferMessage.PageAsk;
import io.gramme.node.transport.TransferMessage.SealAsk;
import io.gramme.node.transport.TransferMessage.Sealed;
import io.gramme.node.transport.TransferMessage.SumsAsk;
import io.gramme.node.transport.TransferMessage.TreeSums;
import io.gramme.node.transport.TransferMessage.Wanted;
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
            new Entry<>(160, PurgePrepare.class, PurgeWire::writePrepare, PurgeWire::readPrepare),
            new Entry<>(161, PurgeApply.class, PurgeWire::writeApply, PurgeWire::readApply),
            new Entry<>(162, PurgeHoldings.class, PurgeWire::writeHoldings, PurgeWire::readHoldings),
            new Entry<>(163, HoldingsQuestion.class, PurgeWire::writeQuestion, PurgeWire::readQuestion),
            new Entry<>(164, HoldingsReport.class, PurgeWire::writeReport, PurgeWire::readReport),
            new Entry<>(165, RecallQuestion.class, PurgeWire::writeRecall, PurgeWire::readRecall),
            new Entry<>(166, RecallReport.class, PurgeWire::writeRecalled, PurgeWire::readRecalled),
            new Entry<>(144, MovesAsk.class, TransferWire::writeMovesAsk, TransferWire::readMovesAsk),
            new Entry<>(145, MovesState.class, TransferWire::writeMovesState, TransferWire::readMovesState),
            new Entry<>(146, SealAsk.class, TransferWire::writeSealAsk, TransferWire::readSealAsk),
            new Entry<>(147, Sealed.class, TransferWire::writeSealed, TransferWire::readSealed),
            new Entry<>(148, SumsAsk.class, TransferWire::writeSumsAsk, TransferWire::readSumsAsk),
            new Entry<>(149, TreeSums.class, TransferWire::writeTreeSums, TransferWire::readTreeSums),
            new Entry<>(150, PageAsk.class, TransferWire::writePageAsk, TransferWire::readPageAsk),
            new Entry<>(151, Page.class, TransferWire::writePage, TransferWire::readPage),
            new Entry<>(152, Offer.class, TransferWire::writeOffer, TransferWire::readOffer),
            new Entry<>(153, Wanted.class, TransferWire::writeWanted, TransferWire::readWanted),
            new Entry<>(176, Explain.class, AdminWire::writeExplain, AdminWire::readExplain),
            new Entry<>(177, Explained.class, AdminWire::writeExplained, AdminWire::readExplained),
            new Entry<>(178, Scan.class, AdminWire::writeScan, AdminWire::readScan),
            new Entry<>(179, Scanned.class, AdminWire::writeScanned, AdminWire::readScanned),
            new Entry<>(128, CompareRoot.class, AntiEntropyWire::writeRoot, AntiEntropyWire::readRoot),
            new Entry<>(129, AskLeaves.class, AntiEntropyWire::writeLeaves, AntiEntropyWire::readLeaves),
            new Entry<>(130, TreeNodes.class, AntiEntropyWire::writeNodes, AntiEntropyWire::readNodes),
            new Entry<>(131, AskKeys.class, AntiEntropyWire::writeKeys, AntiEntropyWire::readKeys),
            new Entry<>(132, KeyList.class, AntiEntropyWire::writeKeyList, AntiEntropyWire::readKeyList),
            new Entry<>(133, AskRecords.class, AntiEntropyWire::writeWanted, AntiEntropyWire::readWanted),
            new Entry<>(134, RecordList.class, AntiEntropyWire::writeRecords, AntiEntropyWire::readRecords),
            new Entry<>(192, ClockAsk.class, ClockWire::writeAsk, ClockWire::readAsk),
            new Entry<>(193, ClockIs.class, ClockWire::writeIs, ClockWire::readIs));

    private MessageRegistry() {}
}
