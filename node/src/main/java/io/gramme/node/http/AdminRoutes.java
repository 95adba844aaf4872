package io.gramme.node.http;

/** Routes that a part of the node adds to the admin port. Its handlers run on the control loop. */
public interface AdminRoutes {
    /** Registers the routes with {@link AdminApi#on}; called once, before the first request. */
    void addTo(AdminApi api);
}
