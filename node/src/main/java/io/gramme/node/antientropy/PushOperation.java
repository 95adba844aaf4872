package io.gramme.node.antientropy;

import io.gramme.node.antientropy.KeyDifferences.Push;
import io.gramme.node.antientropy.PartitionContents.Candidate;
import io.gramme.node.antientropy.PartitionContents.Interrupted;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.ReplicaMessage.WriteStatus;
import io.gramme.node.transport.RowVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends this node's records of some keys to the peer as writes to merge, a batch at a time. */
final class PushOperation {
    static final int MAX_BATCH = 64;
    static final int MAX_BATCH_BYTES = 256 * 1024;

    private static final int[] OWNER = {};

    private final ExchangeOperation exchange;
    private final Deque<Push> left;
    private final Deque<Candidate> ready = new ArrayDeque<>();
    private int waiting;
    private long changed;
    private long notMoved;

    PushOperation(ExchangeOperation exchange, List<Push> keys) {
        this.exchange = exchange;
        this.left = new ArrayDeque<>(keys);
    }

    void start() {
        List<Candidate> batch = new ArrayList<>();
        long bytes = 0;
        try {
            while (batch.size() < MAX_BATCH && (!ready.isEmpty() || prepare())) {
                Candidate next = ready.element();
                if (!batch.isEmpty() && bytes + next.payloadBytes() > MAX_BATCH_BYTES) {
                    break;
                }
                batch.add(ready.remove());
                bytes += next.payloadBytes();
            }
        } catch (Interrupted damaged) {
            exchange.fail("this node's index cannot be read: " + damaged.getMessage());
            return;
        }
        if (batch.isEmpty()) {
            exchange.onPushed(changed, notMoved);
        } else {
            exchange.whenGranted(bytes, () -> send(batch));
        }
    }

    /** Looks up the keys of the next leaf that the peer does not hold already; {@code false} when there is no more. */
    private boolean prepare() throws Interrupted {
        while (ready.isEmpty() && !left.isEmpty()) {
            int leaf = exchange.contents.leaf(left.element().keyHash());
            Map<Long, Push> wanted = new HashMap<>();
            while (!left.isEmpty() && exchange.contents.leaf(left.element().keyHash()) == leaf) {
                wanted.put(left.element().keyHash(), left.remove());
            }
            for (Candidate each : exchange.contents.keysWhere(exchange.terms.partition(), leaf, wanted::containsKey)) {
                Push push = wanted.get(each.key().hash());
                if (push != null && !push.isThere(each.versionHash())) {
                    ready.add(each);
                }
            }
        }
        return !ready.isEmpty();
    }

    private void send(List<Candidate> batch) {
        waiting = 1;
        for (Candidate each : batch) {
            byte[] wire = exchange.contents.wire(each.key());
            if (wire == null) {
                notMoved += exchange.contents.isGone(each.key()) ? 0 : 1;
                continue;
            }
            waiting++;
            ReplicaWrite write = new ReplicaWrite(
                    exchange.terms.partition(),
                    RowVersion.exactly(exchange.terms.epoch()),
                    WriteKind.ANTI_ENTROPY,
                    OWNER,
                    0,
                    false,
                    each.key(),
                    wire);
            exchange.ask(write, this::onAck);
        }
        onAnswered();
    }

    private void onAck(Outcome reply) {
        if (!(reply instanceof WriteAck ack)) {
            exchange.fail("an unexpected answer");
            return;
        }
        if (ack.status() == WriteStatus.STORED) {
            changed++;
        } else if (ack.status() == WriteStatus.DISK_FULL) {
            exchange.fail("the peer's disk is full");
            return;
        } else if (!ack.status().isStored()) {
            notMoved++;
        }
        onAnswered();
    }

    private void onAnswered() {
        if (--waiting == 0 && !exchange.isOver()) {
            start();
        }
    }
}
