package io.gramme.node.antientropy;

import io.gramme.node.transport.AntiEntropyMessage.AskKeys;
import io.gramme.node.transport.AntiEntropyMessage.AskLeaves;
import io.gramme.node.transport.AntiEntropyMessage.AskRecords;
import io.gramme.node.transport.AntiEntropyMessage.KeyList;
import io.gramme.node.transport.AntiEntropyMessage.Keyed;
import io.gramme.node.transport.AntiEntropyMessage.RecordList;
import io.gramme.node.transport.AntiEntropyMessage.TreeNodes;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;

/** What a message takes on the wire, to within a few bytes: for the budget and for people. */
final class WireSize {
    /** Numbers, partition, epoch and the frame round them. */
    private static final long OTHER_BYTES = 40;

    private WireSize() {}

    static long of(Object message) {
        if (message instanceof AskLeaves ask) {
            return OTHER_BYTES + ask.leaves().length;
        } else if (message instanceof TreeNodes nodes) {
            return OTHER_BYTES + nodes.nodes().length;
        } else if (message instanceof AskKeys ask) {
            return OTHER_BYTES + ask.leaves().length;
        } else if (message instanceof KeyList list) {
            return OTHER_BYTES + 2L * Long.BYTES * list.size();
        } else if (message instanceof AskRecords ask) {
            return OTHER_BYTES + (long) Long.BYTES * ask.keyHashes().length;
        } else if (message instanceof RecordList list) {
            long bytes = OTHER_BYTES;
            for (Keyed each : list.records()) {
                bytes += each.record().length
                        + each.key().name().length
                        + each.key().bucket().length
                        + 4;
            }
            return bytes;
        } else if (message instanceof ReplicaWrite write) {
            return OTHER_BYTES
                    + write.record().length
                    + write.key().name().length
                    + write.key().bucket().length;
        }
        return OTHER_BYTES;
    }
}
