package io.gramme.chaos.reach;

import io.gramme.node.runtime.Files.ReadFile;
import io.gramme.node.storage.log.Frame;
import io.gramme.node.storage.log.SegmentScan;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A segment that a start reads: looks for frames that compaction moved, from where the start begins to read on. */
final class ReplayRead implements ReadFile {
    private final ReadFile file;
    private final int segment;
    private final Reached reached;
    private boolean looked;

    ReplayRead(ReadFile file, int segment, Reached reached) {
        this.file = file;
        this.segment = segment;
        this.reached = reached;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (!looked) {
            looked = true;
            look(position);
        }
        return file.read(position, into);
    }

    private void look(long position) throws IOException {
        SegmentScan scan = new SegmentScan(file, segment, Math.toIntExact(position));
        Frame frame = scan.next();
        while (frame != null) {
            if (frame.type().isMoved()) {
                reached.count(Event.RELOCATION_REPLAYED);
                return;
            }
            frame = scan.next();
        }
    }

    @Override
    public ByteBuffer map(long position, long length) throws IOException {
        return file.map(position, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
