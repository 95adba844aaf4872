package io.gramme.node.http;

import io.gramme.node.background.Tasks;
import io.gramme.node.buckets.BucketEditor;
import io.gramme.node.buckets.BucketViews;
import io.gramme.node.causality.ContextTokens;
import io.gramme.node.coordinator.Coordinator;
import io.gramme.node.http.HttpServers.HttpParts;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.metrics.HttpMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.ring.plan.Newcomer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the routes of both ports together from what a node offers. Until a node knows its cluster it can make no context
 * token; every data request is answered with {@code starting} till then.
 */
public final class HttpFront implements HttpParts {
    private final Source source;
    private final Offers offers;
    private volatile List<String> adminPaths = List.of();

    /** What one shard's loop offers. */
    public interface Shard {
        Coordinator coordinator();

        ClusterViews views();

        BucketViews buckets();

        BucketEditor bucketEditor();
    }

    /** What a node offers, each on the loop that asks. */
    public interface Source {
        /** A shard's parts, or {@code null} while the node has no store yet. */
        @Nullable
        Shard shard(int shard);

        /** The context keys of the cluster, newest first; only once a shard is there. */
        List<byte[]> contextKeys();

        /** The control loop's views, from the start. */
        ClusterViews views();

        /** Why the node does not serve, empty when it does. On the control loop. */
        List<String> notReady();

        /** What this node keeps for others. On the control loop. */
        List<HintTarget> hints();

        /** Live nodes of the cluster that the ring gives no seat. On the control loop. */
        List<Newcomer> withoutSeat();

        /** The work that people asked for. On the control loop. */
        Tasks tasks();

        /** Routes that parts of the node add to the admin port. */
        List<AdminRoutes> adminRoutes();
    }

    /** Hints kept for one node: its name, how many, bytes of their records, age of the oldest. */
    public record HintTarget(String node, long pending, long bytes, long oldestSeconds) {}

    /**
     * What does not change while the process runs.
     *
     * @param connectionsPerLoop most open data connections on one loop
     * @param recorders makes the metrics of one loop
     * @param metricsText the Prometheus text of the moment
     */
    public record Offers(
            String nodeName,
            HttpSettings settings,
            Quorum quorum,
            int connectionsPerLoop,
            Supplier<HttpMetrics> recorders,
            Supplier<String> metricsText,
            Clock clock,
            Randomness randomness) {}

    /** Copies, replies a read needs, acknowledgements a write needs. */
    public record Quorum(int n, int r, int w) {}

    public HttpFront(Source source, Offers offers) {
        this.source = source;
        this.offers = offers;
    }

    /** The paths of the admin port, once it is open; those that end with a slash stand for everything under them. */
    public List<String> adminPaths() {
        return adminPaths;
    }

    @Override
    public Supplier<String> requestIds(String listener) {
        return new RequestIds(offers.randomness().fork("unrouted " + listener))::next;
    }

    @Override
    public int connectionsPerLoop() {
        return offers.connectionsPerLoop();
    }

    @Override
    public HttpMetrics connections() {
        return offers.recorders().get();
    }

    @Override
    public Consumer<HttpServerRequest> data(int shard) {
        HttpMetrics metrics = offers.recorders().get();
        Randomness randomness = offers.randomness().fork("http" + shard);
        return new Consumer<>() {
            private @Nullable DataApi api;

            @Override
            public void accept(HttpServerRequest request) {
                DataApi ready = api == null ? open(shard, metrics, randomness) : api;
                api = ready;
                if (ready == null) {
                    starting(request, metrics, randomness);
                } else {
                    ready.handle(request);
                }
            }
        };
    }

    private @Nullable DataApi open(int shard, HttpMetrics metrics, Randomness randomness) {
        Shard parts = source.shard(shard);
        if (parts == null) {
            return null;
        }
        DataServices services = new DataServices(
                parts.coordinator(),
                parts.views(),
                parts.buckets(),
                new Shown(new ContextTokens(source.contextKeys())),
                source.contextKeys(),
                offers.settings(),
                offers.clock(),
                HttpFront::onThisLoop,
                randomness);
        return new DataApi(services, new BucketRoutes(services, parts.bucketEditor()), metrics);
    }

    private static Timers.Timer onThisLoop(long delayMillis, Runnable task) {
        Vertx vertx = Vertx.currentContext().owner();
        long timer = vertx.setTimer(Math.max(1, delayMillis), fired -> task.run());
        return () -> vertx.cancelTimer(timer);
    }

    private void starting(HttpServerRequest request, HttpMetrics metrics, Randomness randomness) {
        Exchange exchange = new Exchange(request, new RequestIds(randomness).next(), metrics, offers.clock());
        exchange.problem(RingRoutes.noRing());
    }

    @Override
    public Consumer<HttpServerRequest> admin() {
        AdminServices services = new AdminServices(
                source.views(),
                offers.nodeName(),
                source::notReady,
                offers.metricsText(),
                source::hints,
                source::withoutSeat,
                offers.quorum(),
                offers.settings(),
                offers.clock(),
                offers.randomness().fork("admin"));
        AdminApi api = new AdminApi(services, offers.recorders().get());
        new TaskRoutes(source.tasks()).addTo(api);
        new ExplainRoutes(source, services).addTo(api);
        source.adminRoutes().forEach(routes -> routes.addTo(api));
        adminPaths = List.copyOf(api.patterns());
        return api::handle;
    }
}
