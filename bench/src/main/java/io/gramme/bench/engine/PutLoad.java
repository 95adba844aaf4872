package io.gramme.bench.engine;

import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/** Closed-loop durable puts: each acknowledgement sends the next, so many are outstanding all the time. */
final class PutLoad {
    private final EngineUnderTest node;
    private final int valueBytes;
    private final LongUnaryOperator keyNumber;
    private final CountDownLatch done;
    private final Histogram latency = new Histogram(3);

    PutLoad(EngineUnderTest node, int valueBytes) {
        this(node, valueBytes, LongUnaryOperator.identity());
    }

    /** @param keyNumber which key the n-th put writes */
    PutLoad(EngineUnderTest node, int valueBytes, LongUnaryOperator keyNumber) {
        this.node = node;
        this.valueBytes = valueBytes;
        this.keyNumber = keyNumber;
        this.done = new CountDownLatch(node.shards);
    }

    /** Puts first to first + count - 1, in order. @return puts per second */
    double run(long first, long count, int outstanding) throws InterruptedException {
        long start = System.nanoTime();
        for (int shard = 0; shard < node.shards; shard++) {
            Sender sender = new Sender(shard, first, first + count);
            node.loops.get(shard).execute(() -> sender.start(outstanding / node.shards));
        }
        done.await();
        return count * 1e9 / (System.nanoTime() - start);
    }

    /** Milliseconds under which that part of the puts was durable. */
    double percentile(double percent) {
        return latency.getValueAtPercentile(percent) / 1e6;
    }

    private final class Sender {
        private final int shard;
        private final Storage storage;
        private final byte[] payload = new byte[valueBytes];
        private final long end;
        private long next;
        private int underWay;

        Sender(int shard, long next, long end) {
            this.shard = shard;
            this.storage = node.engine.storage(shard);
            this.next = next;
            this.end = end;
        }

        void start(int outstanding) {
            for (int i = 0; i < outstanding; i++) {
                send();
            }
        }

        private Key nextKey() {
            return EngineUnderTest.key(keyNumber.applyAsLong(next++));
        }

        private void send() {
            Key key = nextKey();
            while (next <= end && node.shardOf(key) != shard) {
                key = nextKey();
            }
            if (next > end) {
                if (underWay == 0) {
                    synchronized (done) {
                        done.countDown();
                    }
                }
                return;
            }
            underWay++;
            long sent = System.nanoTime();
            Storage.Entry entry = new Storage.Entry(new Header(next, 0, next, 0), payload);
            var room = (Storage.Reserved) storage.reserve(Storage.WriteKind.ORDINARY, payload.length);
            storage.write(room.reservation(), Space.LIVE, key, entry, durability -> {
                underWay--;
                if (shard == 0) {
                    latency.recordValue(System.nanoTime() - sent);
                }
                send();
            });
        }
    }
}
