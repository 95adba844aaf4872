package io.gramme.chaos.reach;

import io.gramme.chaos.cluster.MessageTap;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.Sibling;
import io.gramme.node.runtime.Files;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.ReplicaMessage.ReadDigest;
import io.gramme.node.transport.ReplicaMessage.ReadRecord;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.ReplicaMessage.WriteStatus;
import io.gramme.ring.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** Counts what shows in the messages between nodes, and hands them on. */
final class ReachTap implements MessageTap {
    private final Reached reached;
    private final MessageTap next;
    private final BiPredicate<Key, KeyRecord> heldByAnOwner;
    private final Map<Key, Set<Dot>> beyondGaps = new HashMap<>();
    private final Set<Dot> aliased = new HashSet<>();
    private byte[] last = {};

    /** @param heldByAnOwner whether some running owner of the key knows all of a record */
    ReachTap(Reached reached, MessageTap next, BiPredicate<Key, KeyRecord> heldByAnOwner) {
        this.reached = reached;
        this.next = next;
        this.heldByAnOwner = heldByAnOwner;
    }

    @Override
    public void onMessage(String machine, Message message) {
        if (message instanceof ReplicaWrite write) {
            onWrite(write);
        } else if (message instanceof ReadRecord read && read.keptFor().length > 0) {
            reached.count(Event.HINT_READ);
        } else if (message instanceof ReadDigest) {
            reached.count(Event.DIGEST_SENT);
        } else if (message instanceof WriteAck ack && ack.status() == WriteStatus.DISK_FULL) {
            reached.count(Event.DISK_FULL_REFUSED);
        }
        next.onMessage(machine, message);
    }

    @Override
    public Files disk(Files disk) {
        return new ReachFiles(next.disk(disk), reached);
    }

    @SuppressWarnings("ReferenceEquality") // the same array is the same record
    private void onWrite(ReplicaWrite write) {
        if (write.record() == last) {
            return;
        }
        last = write.record();
        try {
            KeyRecord record = RecordCodec.decode(last);
            if (write.kind() == WriteKind.HINT_DELIVERY && !heldByAnOwner.test(write.key(), record)) {
                reached.count(Event.SOLE_COPY_DELIVERED);
            }
            look(write.key(), record);
        } catch (MalformedRecordException malformed) {
            // Others complain of it.
        }
    }

    private void look(Key key, KeyRecord record) {
        Set<Dot> beyond = beyondGaps.computeIfAbsent(key, unused -> new HashSet<>());
        if (beyond.removeIf(record.context().vector()::covers)) {
            reached.count(Event.ISOLATED_DOT_FOLDED);
        }
        beyond.addAll(record.context().isolated());
        for (Sibling sibling : record.siblings()) {
            if (!sibling.aliases().isEmpty() && aliased.add(sibling.dot())) {
                reached.count(Event.ALIAS_MADE);
            }
        }
    }
}
