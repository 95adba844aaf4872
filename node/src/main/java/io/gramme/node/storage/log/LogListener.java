package io.gramme.node.storage.log;

import io.gramme.node.runtime.Files;

/** What the writer tells; called on the writer's executor. */
public interface LogListener {
    /** A segment began; it can be read, and frames in it are committed only after this call. */
    void onSegment(int segment, Files.ReadFile file);

    /** A segment is complete and durable; it ends at that offset. */
    void onSealed(int segment, int endOffset);

    /** Under {@link SyncMode#INTERVAL}: all before that position is forced. Otherwise whatever was committed is. */
    void onForced(long position);

    /** The disk filled up or emptied past a limit. */
    void onRoom(DiskRoom room);
}
