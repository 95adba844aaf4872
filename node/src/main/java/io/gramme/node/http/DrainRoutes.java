package io.gramme.node.http;

import io.gramme.node.background.Task;
import org.jspecify.annotations.Nullable;

/** Taking one node out of the way of clients, and back. */
public final class DrainRoutes implements AdminRoutes {
    private final Work work;

    /** Who does it; on the control loop. {@code null} when too many tasks are kept to begin another. */
    public interface Work {
        /** Turns clients away, and is done when this node keeps nothing for others. */
        @Nullable
        Task drain();

        /** Takes clients again. */
        @Nullable
        Task undrain();
    }

    public DrainRoutes(Work work) {
        this.work = work;
    }

    @Override
    public void addTo(AdminApi api) {
        api.on("POST", "/v1/admin/drain", exchange -> TaskRoutes.accepted(exchange, work.drain()));
        api.on("POST", "/v1/admin/undrain", exchange -> TaskRoutes.accepted(exchange, work.undrain()));
    }
}
