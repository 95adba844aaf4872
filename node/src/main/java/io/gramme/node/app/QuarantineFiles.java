package io.gramme.node.app;

import io.gramme.node.causality.ByteSink;
import io.gramme.node.purge.Quarantine;
import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.transport.AntiEntropyMessage.Keyed;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Records put aside, in files {@code quarantine/PARTITION-TIME-NUMBER}: the number of records, then for each its bucket, key
 * and encoded record, every one after its length. Made before any loop runs; each shard has its own port.
 */
final class QuarantineFiles {
    private static final String DIRECTORY = "quarantine";

    private final NodePorts ports;
    private int written;

    QuarantineFiles(NodePorts ports) {
        this.ports = ports;
    }

    /** The way of a shard's loop to the files. */
    Quarantine port(SerialExecutor loop) {
        return (partition, records, onDurable) -> ports.cells().execute(() -> {
            try {
                write(partition, records);
                loop.execute(onDurable);
            } catch (IOException fault) {
                ports.fatal().onFatal("records could not be put aside in " + DIRECTORY, fault);
            }
        });
    }

    private void write(int partition, List<Keyed> records) throws IOException {
        ByteSink sink = new ByteSink(1024);
        sink.varint(records.size());
        for (Keyed each : records) {
            for (byte[] part : List.of(each.key().bucket(), each.key().name(), each.record())) {
                sink.varint(part.length);
                sink.slice(part, 0, part.length);
            }
        }
        ports.files().createDirectories(DIRECTORY);
        ports.files().forceDirectory("");
        String name = String.format(
                Locale.ROOT, "%04d-%d-%d", partition, ports.clock().wallMillis(), written++);
        new DurableCell(ports.files(), DIRECTORY, name).write(sink.toByteArray());
    }
}
