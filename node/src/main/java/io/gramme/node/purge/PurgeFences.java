package io.gramme.node.purge;

import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.SerialExecutor;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The fences of all partitions of a node, in one small cell: 8 bytes for each partition, big-endian, in order. Lives on the
 * control loop; shards have ports of their own.
 */
public final class PurgeFences {
    private final long[] newest;
    private final CellWriter cell;
    private final SerialExecutor control;

    /** @param stored what the cell held at the start, or nothing */
    public PurgeFences(int partitions, Optional<byte[]> stored, CellWriter cell, SerialExecutor control) {
        this.newest = new long[partitions];
        this.cell = cell;
        this.control = control;
        stored.ifPresent(bytes -> ByteBuffer.wrap(bytes).asLongBuffer().get(newest, 0, bytes.length / Long.BYTES));
    }

    /** The way of a shard's loop to these, made before any loop runs. */
    public PurgeFence port(SerialExecutor loop) {
        long[] here = newest.clone();
        return new PurgeFence() {
            @Override
            public long newest(int partition) {
                return here[partition];
            }

            @Override
            public void raise(int partition, long hlc, Runnable onDurable) {
                here[partition] = Math.max(here[partition], hlc);
                control.execute(() -> write(partition, hlc, () -> loop.execute(onDurable)));
            }
        };
    }

    private void write(int partition, long hlc, Runnable onDurable) {
        if (newest[partition] >= hlc) {
            cell.afterWrites(onDurable);
            return;
        }
        newest[partition] = hlc;
        ByteBuffer bytes = ByteBuffer.allocate(newest.length * Long.BYTES);
        bytes.asLongBuffer().put(newest);
        cell.write(bytes.array(), onDurable);
    }
}
