package io.gramme.node.transport.kryo;

import io.gramme.node.transport.AdminMessage.Explain;
import io.gramme.node.transport.AdminMessage.Explained;
import io.gramme.node.transport.AdminMessage.Scan;
import io.gramme.node.transport.AdminMessage.Scanned;
import io.gramme.node.transport.AntiEntropyMessage;
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
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.PurgeMessage.Holding;
import io.gramme.node.transport.PurgeMessage.HoldingsQuestion;
import io.gramme.node.transport.PurgeMessage.HoldingsReport;
import io.gramme.node.transport.PurgeMessage.PurgeApply;
import io.gramme.node.transport.PurgeMessage.PurgeHoldings;
import io.gramme.node.transport.PurgeMessage.PurgeItem;
import io.gramme.node.transport.PurgeMessage.PurgePrepare;
import io.gramme.node.transport.PurgeMessage.Recall;
import io.gramme.node.transport.PurgeMessage.RecallItem;
import io.gramme.node.transport.PurgeMessage.RecallQuestion;
import io.gramme.node.transport.PurgeMessage.RecallReport;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.Reason;
import io.gramme.node.transport.Refusal.StaleRing;
import io.gramme.node.transport.RegisterMessage.RegisterReply;
import io.gramme.node.transport.RegisterMessage.RegisterRequest;
import io.gramme.node.transport.ReplicaMessage.ReadAbsent;
import io.gramme.node.transport.ReplicaMessage.ReadDigest;
import io.gramme.node.transport.ReplicaMessage.ReadMode;
import io.gramme.node.transport.ReplicaMessage.ReadRecord;
import io.gramme.node.transport.ReplicaMessage.ReadUnreadable;
import io.gramme.node.transport.ReplicaMessage.ReplicaRead;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.ReplicaMessage.WriteStatus;
import io.gramme.node.transport.RingMessage.RingBody;
import io.gramme.node.transport.RingMessage.RingPull;
import io.gramme.node.transport.RowVersion;
import io.gramme.node.transport.TransferMessage.Checked;
import io.gramme.node.transport.TransferMessage.Item;
import io.gramme.node.transport.TransferMessage.MovesAsk;
import io.gramme.node.transport.TransferMessage.MovesState;
import io.gramme.node.transport.TransferMessage.Offer;
import io.gramme.node.transport.TransferMessage.Owned;
import io.gramme.node.transport.TransferMessage.Page;
import io.gramme.node.transport.TransferMessage.PageAsk;
import io.gramme.node.transport.TransferMessage.PageKind;
import io.gramme.node.transport.TransferMessage.Proof;
import io.gramme.node.transport.TransferMessage.SealAsk;
import io.gramme.node.transport.TransferMessage.Sealed;
import io.gramme.node.transport.TransferMessage.SumsAsk;
import io.gramme.node.transport.TransferMessage.TreeSums;
import io.gramme.node.transport.TransferMessage.Wanted;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One message of each type, with values that show each field's width and order. */
final class MessageSamples {
    static final List<Message> ALL = List.of(
            new ReplicaWrite(
                    1234,
                    RowVersion.exactly(new Epoch(2, 300)),
                    WriteKind.HINT_DELIVERY,
                    new int[] {0, 4095},
                    2,
                    true,
                    Key.of("carts", "anna"),
                    bytes("record")),
            new WriteAck(WriteStatus.STORED, true),
            new ReplicaRead(4095, RowVersion.exactly(new Epoch(1, 1)), ReadMode.DIGEST, Key.of("b", "k")),
            new ReadRecord(new int[] {}, bytes("record")),
            new ReadDigest(new int[] {3}, 0x0123456789abcdefL, 70_000, -2),
            new ReadAbsent(false),
            new ReadUnreadable(true),
            new Forward(7, bytes("operation")),
            new Forwarded(bytes("result")),
            new StaleRing(new Epoch(1, 9), bytes("delta")),
            new NotServed(Reason.OVERLOADED, 250),
            new RingPull(Epoch.NONE),
            new RingBody(new Epoch(1, 9), bytes("ring")),
            new RegisterRequest(bytes("prepare")),
            new RegisterReply(bytes("promise")),
            new PushPull(bytes("state")),
            new PushPullReply(bytes("")),
            new TcpPing(5),
            new TcpPong(5, new Hello.ProcessId(new NodeId(1, 2), 3, 4)),
            new SettingsPush(bytes("settings")),
            new SettingsReply(bytes("newer")),
            new PurgePrepare(
                    4095, new Epoch(1, 9), List.of(new PurgeItem(Key.of("b", "k"), 0x0123456789abcdefL, false))),
            new PurgeApply(
                    7,
                    new Epoch(1, 9),
                    List.of(new PurgeItem(Key.of("b", "k"), -2, false), new PurgeItem(Key.of("b", "l"), 3, true))),
            new PurgeHoldings(List.of(Holding.SAME, Holding.LISTED, Holding.OTHER, Holding.NOT_NOW)),
            new HoldingsQuestion(300, new Epoch(2, 1)),
            new HoldingsReport(true, false),
            new RecallQuestion(
                    9,
                    new Epoch(1, 2),
                    List.of(
                            new RecallItem(Key.of("b", "k"), -1, 1L << 50, new byte[0]),
                            new RecallItem(Key.of("b", "l"), 2, 3, bytes("dots")))),
            new RecallReport(
                    List.of(Recall.KNOWN, Recall.OTHER, Recall.PURGED, Recall.NEW, Recall.FENCED, Recall.NOT_NOW)),
            new MovesAsk(),
            new MovesState(
                    new Epoch(1, 7),
                    true,
                    1L << 40,
                    List.of(new Checked(3, 7, List.of(new Proof(1, 2, 0)))),
                    List.of(new Owned(4, 7, 2, 1, true))),
            new SealAsk(List.of(new Owned(4, 7, 2, 1, false))),
            new Sealed(List.of(4)),
            new SumsAsk(4, new Epoch(1, 7), SumsAsk.BRANCHES),
            new TreeSums(2, 1, bytes("sums")),
            new PageAsk(4, new Epoch(1, 7), PageKind.DIGESTS, 9, Key.of("b", "k"), 65_536),
            new Page(List.of(new Item(Key.of("b", "k"), 5, bytes("record"))), true),
            new Offer(4, new Epoch(1, 7), List.of(new Item(Key.of("b", "k"), 5, bytes("")))),
            new Wanted(List.of(0)),
            new Explain(9, Key.of("b", "k")),
            new Explained(bytes("account")),
            new Scan(9, -2, 1_000, bytes("b"), bytes("pre")),
            new Scanned(bytes("page")),
            new AntiEntropyMessage.CompareRoot(7, new Epoch(1, 9), bytes("sum-and-cnt.")),
            new AntiEntropyMessage.AskLeaves(7, new Epoch(1, 9), new int[] {0, 1, 300, 4095}),
            new AntiEntropyMessage.TreeNodes(bytes("sum-and-cnt.sum-and-cnt.")),
            new AntiEntropyMessage.AskKeys(7, new Epoch(1, 9), new int[] {5}, true, -3),
            new AntiEntropyMessage.KeyList(new long[] {1, -2}, new long[] {3, 4}, false),
            new AntiEntropyMessage.AskRecords(7, new Epoch(1, 9), new long[] {1, -2}),
            new AntiEntropyMessage.RecordList(
                    List.of(new AntiEntropyMessage.Keyed(Key.of("carts", "anna"), bytes("record"))), 2, 1),
            new ClockAsk(),
            new ClockIs(0x0123456789L));

    private MessageSamples() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
