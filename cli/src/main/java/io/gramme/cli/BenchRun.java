package io.gramme.cli;

import io.gramme.client.AsyncBucket;
import io.gramme.client.Context;
import io.gramme.client.GrammeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a schedule through the SDK. The calling thread keeps time; answers are recorded on the client's loops. At most
 * {@code outstanding} operations are under way: one that is due while there is no room waits for it, and the wait counts.
 */
final class BenchRun {
    private static final long LAST_ANSWERS_SECONDS = 30;

    private final AsyncBucket<String, byte[]> bucket;
    private final BenchSchedule schedule;
    private final byte[] value;
    private final int outstanding;
    private final Semaphore room;
    final BenchMeter reads = new BenchMeter();
    final BenchMeter writes = new BenchMeter();

    BenchRun(AsyncBucket<String, byte[]> bucket, BenchSchedule schedule, byte[] value, int outstanding) {
        this.bucket = bucket;
        this.schedule = schedule;
        this.value = value;
        this.outstanding = outstanding;
        this.room = new Semaphore(outstanding);
    }

    /** Writes every key once, as fast as {@code outstanding} allows. */
    void load(int keys, ProgressBar bar) throws InterruptedException {
        for (int k = 0; k < keys; k++) {
            room.acquire();
            put(k, System.nanoTime(), new BenchMeter());
            bar.show(k, keys);
        }
        drain();
    }

    /**
     * Runs it.
     *
     * @return seconds it took, until the last answer
     */
    double run(double seconds, ProgressBar bar) throws InterruptedException {
        long start = System.nanoTime();
        long length = (long) (seconds * 1e9);
        for (long i = 0; schedule.dueNanos(i) < length; i++) {
            long due = start + schedule.dueNanos(i);
            for (long ahead = due - System.nanoTime(); ahead > 0; ahead = due - System.nanoTime()) {
                LockSupport.parkNanos(ahead);
            }
            room.acquire();
            if (schedule.isRead(i)) {
                get(schedule.key(i), due);
            } else {
                put(schedule.key(i), due, writes);
            }
            bar.show((System.nanoTime() - start) / 1_000_000_000L, (long) seconds);
        }
        drain();
        return (System.nanoTime() - start) / 1e9;
    }

    private void drain() throws InterruptedException {
        if (room.tryAcquire(outstanding, LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
            room.release(outstanding);
        }
    }

    private void get(int key, long due) {
        record(bucket.getAll(name(key)), reads, due);
    }

    private void put(int key, long due, BenchMeter meter) {
        record(bucket.put(name(key), value, Context.none()), meter, due);
    }

    private static String name(int key) {
        return "key-" + key;
    }

    private void record(CompletableFuture<?> answer, BenchMeter meter, long due) {
        answer.whenComplete((done, failure) -> {
            if (failure == null) {
                meter.onDone(due, System.nanoTime());
            } else {
                meter.onFailed(kind(failure));
            }
            room.release();
        });
    }

    private static String kind(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof GrammeException known
                ? known.failure().type()
                : cause.getClass().getSimpleName();
    }
}
