package io.gramme.testkit;

import io.gramme.client.GrammeClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A running cluster for tests: {@link WithGramme}, or a field of its own for what the annotation cannot say.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final GrammeExtension GRAMME = GrammeExtension.of(RealCluster.builder().nodes(5).set("replication.n", "5"));
 * }</pre>
 *
 * <p>A cluster of the annotation is shared by all classes of the run that ask for as many nodes, and ends with the run; one
 * of a field starts before the first test of its class and ends after the last. Before each test, nodes that an earlier one
 * killed or paused run again and all are ready; what was stored stays, so a test takes a bucket of its own. After a failure
 * the folder with the logs is kept, and its name printed. The field must be static.
 */
public final class GrammeExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace SHARED = ExtensionContext.Namespace.create(GrammeExtension.class);

    private final RealCluster.@Nullable Builder wanted;
    private @Nullable RealCluster cluster;

    /** For {@link WithGramme}. */
    GrammeExtension() {
        this.wanted = null;
    }

    private GrammeExtension(RealCluster.Builder wanted) {
        this.wanted = wanted;
    }

    /** A cluster made as the builder says. */
    public static GrammeExtension of(RealCluster.Builder builder) {
        return new GrammeExtension(builder);
    }

    /** The cluster, while tests of the class run. */
    public RealCluster cluster() {
        RealCluster running = cluster;
        if (running == null) {
            throw new IllegalStateException("the cluster runs with the tests of a class: make the field static");
        }
        return running;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = wanted == null ? shared(context) : wanted.start();
    }

    private static RealCluster shared(ExtensionContext context) {
        WithGramme asked = context.getRequiredTestClass().getAnnotation(WithGramme.class);
        int nodes = asked == null ? 3 : asked.nodes();
        return context.getRoot()
                .getStore(SHARED)
                .getOrComputeIfAbsent(nodes, many -> new Shared(RealCluster.start(nodes)), Shared.class)
                .cluster();
    }

    /** Closed by the store, at the end of the run. */
    private record Shared(RealCluster cluster) implements AutoCloseable {
        @Override
        public void close() {
            cluster.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        cluster().heal();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            cluster().keep();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        RealCluster running = cluster;
        if (running != null && wanted != null) {
            running.close();
        }
        cluster = null;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RealCluster.class || type == GrammeClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        boolean whole = parameter.getParameter().getType() == RealCluster.class;
        return whole ? cluster() : cluster().client();
    }
}
