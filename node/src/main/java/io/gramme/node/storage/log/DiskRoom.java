package io.gramme.node.storage.log;

/** How much the disk still takes. */
public enum DiskRoom {
    /** Everything. */
    AMPLE,
    /** Above the watermark: only deletes, purges, repair and compaction. */
    RELIEF_ONLY,
    /** Nothing. */
    NONE;

    static DiskRoom of(LogSettings.DiskLimits limits, long freeBytes, long totalBytes) {
        if (freeBytes < limits.reliefFreeBytes()) {
            return NONE;
        }
        return freeBytes < limits.ordinaryFreeBytes(totalBytes) ? RELIEF_ONLY : AMPLE;
    }
}
