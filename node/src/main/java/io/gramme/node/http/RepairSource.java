package io.gramme.node.http;

import io.gramme.node.background.Task;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node's repair as the admin port works with it. On the control loop. */
public interface RepairSource {
    /** Gathers what the shards say; answers on the control loop. */
    void view(Consumer<RepairView> onView);

    /**
     * Compares partitions with all their other owners now.
     *
     * @param partition one partition, or {@code null} for all of this node
     * @return {@code null} when too many tasks are running
     */
    @Nullable
    Task start(@Nullable Integer partition);
}
