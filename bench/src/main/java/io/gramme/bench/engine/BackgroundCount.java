package io.gramme.bench.engine;

import io.gramme.node.metrics.StorageMetrics;
import java.util.concurrent.atomic.AtomicLong;

/** What the engine has done in the background: bytes of segments that compaction read, entries of runs that were built. */
final class BackgroundCount implements StorageMetrics {
    private final AtomicLong compactedBytes = new AtomicLong();
    private final AtomicLong runEntries = new AtomicLong();

    @Override
    public void compacted(long bytesRead, long bytesWritten) {
        compactedBytes.addAndGet(bytesRead);
    }

    @Override
    public void runBuilt(long entries, long nanos) {
        runEntries.addAndGet(entries);
    }

    long compactedBytes() {
        return compactedBytes.get();
    }

    long runEntries() {
        return runEntries.get();
    }
}
