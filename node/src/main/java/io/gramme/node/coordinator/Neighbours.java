package io.gramme.node.coordinator;

import io.gramme.node.transport.AdminMessage.Scan;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The shards of this node as one of them sees them: what a listing needs of partitions that are another shard's. */
interface Neighbours {
    /** Reads on any key, called and answered on this shard's loop. */
    Coordinator coordinator();

    /** Scans a partition of this node; {@code null} where it cannot be read. Answered on this shard's loop. */
    void scan(Scan scan, Consumer<@Nullable ScanPage> onPage);
}
