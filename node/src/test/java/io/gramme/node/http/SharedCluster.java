package io.gramme.node.http;

import io.gramme.node.app.LiveCluster;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One three-node cluster for all tests of this package that only need a healthy one; started once, stopped at the end. */
final class SharedCluster implements BeforeAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedCluster.class);

    private LiveCluster cluster;

    private record Held(LiveCluster cluster) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            cluster.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("three nodes", key -> start(), Held.class)
                .cluster();
    }

    private static Held start() {
        try {
            return new Held(LiveCluster.start(3, Map.of()));
        } catch (Exception fault) {
            throw new AssertionError("the cluster did not start", fault);
        }
    }

    LiveCluster cluster() {
        return cluster;
    }

    /** The paths of the admin port. */
    java.util.List<String> routes() {
        return cluster.adminPaths(0);
    }

    int data() {
        return cluster.dataPort(0);
    }

    int admin() {
        return cluster.adminPort(0);
    }
}
