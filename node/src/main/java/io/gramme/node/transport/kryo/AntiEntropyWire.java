package io.gramme.node.transport.kryo;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.gramme.node.transport.AntiEntropyMessage;
import io.gramme.node.transport.AntiEntropyMessage.AskKeys;
import io.gramme.node.transport.AntiEntropyMessage.AskLeaves;
import io.gramme.node.transport.AntiEntropyMessage.AskRecords;
import io.gramme.node.transport.AntiEntropyMessage.CompareRoot;
import io.gramme.node.transport.AntiEntropyMessage.KeyList;
import io.gramme.node.transport.AntiEntropyMessage.Keyed;
import io.gramme.node.transport.AntiEntropyMessage.RecordList;
import io.gramme.node.transport.AntiEntropyMessage.TreeNodes;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;

/** The fields of the anti-entropy messages, in their frozen order. */
final class AntiEntropyWire {
    private static final int LEAST_KEYED_BYTES = 4;

    private AntiEntropyWire() {}

    static void writeRoot(Output output, CompareRoot ask) {
        output.writeVarInt(ask.partition(), true);
        BoundedInput.writeEpoch(output, ask.epoch());
        BoundedInput.writeBytes(output, ask.root());
    }

    static CompareRoot readRoot(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        return new CompareRoot(partition, epoch, BoundedInput.bytes(input, AntiEntropyMessage.NODE_BYTES));
    }

    static void writeLeaves(Output output, AskLeaves ask) {
        output.writeVarInt(ask.partition(), true);
        BoundedInput.writeEpoch(output, ask.epoch());
        writeGaps(output, ask.leaves());
    }

    static AskLeaves readLeaves(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        return new AskLeaves(partition, epoch, readGaps(input));
    }

    static void writeNodes(Output output, TreeNodes nodes) {
        BoundedInput.writeBytes(output, nodes.nodes());
    }

    static TreeNodes readNodes(Input input) {
        int limit = AntiEntropyMessage.MAX_LEAVES * AntiEntropyMessage.NODE_BYTES;
        return new TreeNodes(BoundedInput.bytes(input, limit));
    }

    static void writeKeys(Output output, AskKeys ask) {
        output.writeVarInt(ask.partition(), true);
        BoundedInput.writeEpoch(output, ask.epoch());
        writeGaps(output, ask.leaves());
        output.writeBoolean(ask.resumes());
        output.writeLong(ask.after());
    }

    static AskKeys readKeys(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        int[] leaves = readGaps(input);
        boolean resumes = BoundedInput.flag(input);
        return new AskKeys(partition, epoch, leaves, resumes, input.readLong());
    }

    static void writeKeyList(Output output, KeyList list) {
        output.writeVarInt(list.size(), true);
        for (int i = 0; i < list.size(); i++) {
            output.writeLong(list.keyHashes()[i]);
            output.writeLong(list.versionHashes()[i]);
        }
        output.writeBoolean(list.complete());
    }

    static KeyList readKeyList(Input input) {
        int count = BoundedInput.count(input, AntiEntropyMessage.MAX_KEYS, 2 * Long.BYTES);
        long[] keyHashes = new long[count];
        long[] versionHashes = new long[count];
        for (int i = 0; i < count; i++) {
            keyHashes[i] = input.readLong();
            versionHashes[i] = input.readLong();
        }
        return new KeyList(keyHashes, versionHashes, BoundedInput.flag(input));
    }

    static void writeWanted(Output output, AskRecords ask) {
        output.writeVarInt(ask.partition(), true);
        BoundedInput.writeEpoch(output, ask.epoch());
        output.writeVarInt(ask.keyHashes().length, true);
        for (long hash : ask.keyHashes()) {
            output.writeLong(hash);
        }
    }

    static AskRecords readWanted(Input input) {
        int partition = input.readVarInt(true);
        Epoch epoch = BoundedInput.epoch(input);
        long[] wanted = new long[BoundedInput.count(input, AntiEntropyMessage.MAX_WANTED, Long.BYTES)];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = input.readLong();
        }
        return new AskRecords(partition, epoch, wanted);
    }

    static void writeRecords(Output output, RecordList list) {
        output.writeVarInt(list.records().size(), true);
        for (Keyed each : list.records()) {
            BoundedInput.writeKey(output, each.key());
            BoundedInput.writeBytes(output, each.record());
        }
        output.writeVarInt(list.answered(), true);
        output.writeVarInt(list.unreadable(), true);
    }

    static RecordList readRecords(Input input) {
        int count = BoundedInput.count(input, AntiEntropyMessage.MAX_KEYS, LEAST_KEYED_BYTES);
        List<Keyed> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Key key = BoundedInput.key(input);
            records.add(new Keyed(key, BoundedInput.body(input)));
        }
        int answered = input.readVarInt(true);
        return new RecordList(records, answered, input.readVarInt(true));
    }

    /** Ascending leaves: count, then each less the one before and one. */
    private static void writeGaps(Output output, int[] leaves) {
        output.writeVarInt(leaves.length, true);
        int least = 0;
        for (int leaf : leaves) {
            output.writeVarInt(leaf - least, true);
            least = leaf + 1;
        }
    }

    private static int[] readGaps(Input input) {
        int[] leaves = new int[BoundedInput.count(input, AntiEntropyMessage.MAX_LEAVES, 1)];
        int least = 0;
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = least + input.readVarInt(true);
            least = leaves[i] + 1;
        }
        return leaves;
    }
}
