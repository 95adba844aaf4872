package io.gramme.node.storage.log;

/**
 * Sizes and limits of the log.
 *
 * @param sync when appends are acknowledged
 * @param segmentBytes where a segment ends; a larger frame has a segment of its own
 * @param batchBytes a shard hands its buffer to the writer at this size
 * @param outstandingBytes per shard: most bytes reserved and written but not yet committed
 * @param maxPayloadBytes largest record
 * @param intervalMillis time between fsyncs under {@link SyncMode#INTERVAL}
 * @param preallocate whether a new segment is filled with zeros beforehand. Off by default: it made puts no faster on the
 *     disk measured, wrote every byte twice, and stalled the writer at each new segment
 * @param disk when the disk counts as full
 */
public record LogSettings(
        SyncMode sync,
        int segmentBytes,
        int batchBytes,
        long outstandingBytes,
        int maxPayloadBytes,
        long intervalMillis,
        boolean preallocate,
        DiskLimits disk) {
    public static final LogSettings DEFAULT =
            new LogSettings(SyncMode.GROUP, 64 << 20, 256 << 10, 64L << 20, 32 << 20, 10, false, DiskLimits.DEFAULT);

    public LogSettings {
        if (segmentBytes < 4096 || batchBytes < 1024 || maxPayloadBytes < 1 || maxPayloadBytes > 512 << 20) {
            throw new IllegalArgumentException("segment >= 4096, batch >= 1024, payload 1..512 MiB, got " + segmentBytes
                    + ", " + batchBytes + ", " + maxPayloadBytes);
        }
    }

    public LogSettings withSync(SyncMode mode) {
        return new LogSettings(
                mode, segmentBytes, batchBytes, outstandingBytes, maxPayloadBytes, intervalMillis, preallocate, disk);
    }

    public LogSettings withSegmentBytes(int bytes) {
        return new LogSettings(
                sync, bytes, batchBytes, outstandingBytes, maxPayloadBytes, intervalMillis, preallocate, disk);
    }

    /**
     * When the disk counts as full.
     *
     * @param ordinaryFreeFraction ordinary writes need this part of the volume free, 0..1
     * @param reliefFreeBytes deletes, repair and compaction need this many bytes free; ordinary writes too
     */
    public record DiskLimits(double ordinaryFreeFraction, long reliefFreeBytes) {
        public static final DiskLimits DEFAULT = new DiskLimits(0.10, 256L << 20);

        long ordinaryFreeBytes(long totalBytes) {
            return Math.max(2 * reliefFreeBytes, (long) (totalBytes * ordinaryFreeFraction));
        }
    }
}
