package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.PurgeMessage;
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
import io.gramme.node.transport.WireLimits;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;

/** The fields of the purge messages, in their frozen order. */
final class PurgeWire {
    private static final Holding[] HOLDINGS = Holding.values();
    /** Two lengths, a hash, a flag. */
    private static final int LEAST_ITEM_BYTES = 11;

    private static final Recall[] RECALLS = Recall.values();
    /** Two lengths, a hash, a stamp, a length. */
    private static final int LEAST_RECALL_BYTES = 19;

    private PurgeWire() {}

    static void writePrepare(Output output, PurgePrepare message) {
        output.writeVarInt(message.partition(), true);
        BoundedInput.writeEpoch(output, message.epoch());
        writeItems(output, message.items());
    }

    static PurgePrepare readPrepare(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        return new PurgePrepare(partition, epoch, readItems(input));
    }

    static void writeApply(Output output, PurgeApply message) {
        output.writeVarInt(message.partition(), true);
        BoundedInput.writeEpoch(output, message.epoch());
        writeItems(output, message.items());
    }

    static PurgeApply readApply(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        return new PurgeApply(partition, epoch, readItems(input));
    }

    private static void writeItems(Output output, List<PurgeItem> items) {
        output.writeVarInt(items.size(), true);
        for (PurgeItem item : items) {
            BoundedInput.writeKey(output, item.key());
            output.writeLong(item.versionHash());
            output.writeBoolean(item.trim());
        }
    }

    private static List<PurgeItem> readItems(Input input) {
        int count = BoundedInput.count(input, PurgeMessage.MAX_ITEMS, LEAST_ITEM_BYTES);
        List<PurgeItem> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Key key = BoundedInput.key(input);
            long versionHash = input.readLong();
            items.add(new PurgeItem(key, versionHash, BoundedInput.flag(input)));
        }
        return items;
    }

    static void writeHoldings(Output output, PurgeHoldings message) {
        output.writeVarInt(message.each().size(), true);
        for (Holding holding : message.each()) {
            output.writeByte(holding.code());
        }
    }

    static PurgeHoldings readHoldings(Input input) {
        int count = BoundedInput.count(input, PurgeMessage.MAX_ITEMS, 1);
        List<Holding> each = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            each.add(BoundedInput.constant(input, HOLDINGS));
        }
        return new PurgeHoldings(each);
    }

    static void writeQuestion(Output output, HoldingsQuestion message) {
        output.writeVarInt(message.partition(), true);
        BoundedInput.writeEpoch(output, message.epoch());
    }

    static HoldingsQuestion readQuestion(Input input) {
        int partition = input.readVarInt(true);
        return new HoldingsQuestion(partition, BoundedInput.epoch(input));
    }

    static void writeRecall(Output output, RecallQuestion message) {
        output.writeVarInt(message.partition(), true);
        BoundedInput.writeEpoch(output, message.epoch());
        output.writeVarInt(message.items().size(), true);
        for (RecallItem item : message.items()) {
            BoundedInput.writeKey(output, item.key());
            output.writeLong(item.versionHash());
            output.writeLong(item.hlc());
            BoundedInput.writeBytes(output, item.dots());
        }
    }

    static RecallQuestion readRecall(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        int count = BoundedInput.count(input, PurgeMessage.MAX_ITEMS, LEAST_RECALL_BYTES);
        List<RecallItem> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Key key = BoundedInput.key(input);
            long versionHash = input.readLong();
            long hlc = input.readLong();
            items.add(new RecallItem(key, versionHash, hlc, BoundedInput.bytes(input, WireLimits.MAX_BODY_BYTES)));
        }
        return new RecallQuestion(partition, epoch, items);
    }

    static void writeRecalled(Output output, RecallReport message) {
        output.writeVarInt(message.each().size(), true);
        for (Recall recall : message.each()) {
            output.writeByte(recall.code());
        }
    }

    static RecallReport readRecalled(Input input) {
        int count = BoundedInput.count(input, PurgeMessage.MAX_ITEMS, 1);
        List<Recall> each = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            each.add(BoundedInput.constant(input, RECALLS));
        }
        return new RecallReport(each);
    }

    static void writeReport(Output output, HoldingsReport message) {
        output.writeBoolean(message.hints());
        output.writeBoolean(message.unpushed());
    }

    static HoldingsReport readReport(Input input) {
        boolean hints = BoundedInput.flag(input);
        return new HoldingsReport(hints, BoundedInput.flag(input));
    }
}
