package io.gramme.node.ringchange;

import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.ringchange.TenureCodec.Stored;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.SerialExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The node's tenures on its disk. Shards hold the tenures of their partitions themselves and hand every change in here;
 * changes of one turn, and those that come while a write is under way, share a write.
 *
 * <p>Lives on the control loop; {@link #change} may be called from any. Cursors count only for the identity they were made
 * under: a disk that lost something has another generation.
 */
final class TenureBook {
    private final CellWriter cell;
    private final LocalIdentity identity;
    private final SerialExecutor control;
    private final Map<Integer, Tenure> tenures;
    private long epoch;
    private List<Runnable> waiting = new ArrayList<>();
    private boolean writing;
    private boolean dirty;

    /** @param stored what the cell held at the start */
    TenureBook(CellWriter cell, LocalIdentity identity, SerialExecutor control, Optional<Stored> stored) {
        this.cell = cell;
        this.identity = identity;
        this.control = control;
        this.tenures = new TreeMap<>(stored.map(Stored::tenures).orElse(Map.of()));
        this.epoch = stored.map(Stored::epoch).orElse(0L);
        boolean ours = stored.filter(one -> one.node().equals(identity.current().node())
                        && one.generation() == identity.current().generation())
                .isPresent();
        if (!ours) {
            voidCursors();
        }
    }

    /**
     * What a cell holds; blocks.
     *
     * @throws IOException when the disk fails or the cell cannot be read
     */
    static Optional<Stored> read(DurableCell cell) throws IOException {
        Optional<byte[]> bytes = cell.read();
        return bytes.isPresent() ? Optional.of(TenureCodec.decode(bytes.get())) : Optional.empty();
    }

    /** As of the start, or as changed since; before any shard runs or on the control loop. */
    Map<Integer, Tenure> tenures() {
        return Collections.unmodifiableMap(new TreeMap<>(tenures));
    }

    /** The packed epoch of the ring that all tenures were brought up to, 0 for none. */
    long epoch() {
        return epoch;
    }

    /** A disk that lost something has lost copied records too. */
    void voidCursors() {
        tenures.replaceAll((partition, tenure) -> tenure.withoutCursors());
    }

    /**
     * Changes tenures; from any loop.
     *
     * @param ringEpoch the ring they were brought up to
     * @param onDurable run on the caller's loop once they are on the disk
     */
    void change(Map<Integer, Tenure> changed, long ringEpoch, SerialExecutor caller, Runnable onDurable) {
        Map<Integer, Tenure> copy = new TreeMap<>(changed);
        control.execute(() -> {
            tenures.putAll(copy);
            epoch = Math.max(epoch, ringEpoch);
            waiting.add(() -> caller.execute(onDurable));
            dirty = true;
            writeNext();
        });
    }

    private void writeNext() {
        if (writing || !dirty) {
            return;
        }
        writing = true;
        dirty = false;
        List<Runnable> told = waiting;
        waiting = new ArrayList<>();
        Stored stored = new Stored(identity.current().node(), identity.current().generation(), epoch, tenures);
        cell.write(TenureCodec.encode(stored), () -> {
            writing = false;
            told.forEach(Runnable::run);
            writeNext();
        });
    }
}
