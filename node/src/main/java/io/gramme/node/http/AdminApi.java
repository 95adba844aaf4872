package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.config.GrammeConfig.Permission;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.metrics.HttpMetrics;
import io.gramme.node.runtime.Invariants;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.plan.Newcomer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** The admin port: health, metrics and what the node knows of its cluster. Lives on the control loop. */
public final class AdminApi {
    private static final String MEMBERS = "/v1/admin/members";

    private final AdminServices services;
    private final HttpMetrics metrics;
    private final RequestIds requestIds;
    private final Access access;
    private final RouteTable routes = new RouteTable();

    AdminApi(AdminServices services, HttpMetrics metrics) {
        this.services = services;
        this.metrics = metrics;
        this.requestIds = new RequestIds(services.randomness());
        this.access = new Access(services.settings().tokens());
        on("GET", "/health/live", this::live);
        on("GET", "/health/ready", this::ready);
        on("GET", "/health/cluster", this::clusterHealth);
        on("GET", "/version", this::version);
        on("GET", "/openapi.yaml", AdminApi::openApi);
        on("GET", "/metrics", this::metrics);
        on("GET", "/v1/admin/cluster", this::cluster);
        on("GET", MEMBERS, this::members);
        on("GET", MEMBERS + "/", this::member);
        on("GET", "/v1/admin/ring", this::ring);
        on("GET", "/v1/admin/hints", this::hints);
    }

    /**
     * Adds a route.
     *
     * @param method GET answers HEAD too
     * @param path ends with a slash for everything under it
     */
    void on(String method, String path, Consumer<Exchange> handler) {
        routes.on(method, path, handler);
    }

    /** Every path, as registered. */
    List<String> patterns() {
        return routes.patterns();
    }

    /** Serves one request. */
    public void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, requestIds.next(), metrics, services.clock());
        exchange.epoch(services.views().current().epoch());
        if (!mayPass(exchange)) {
            return;
        }
        RouteTable.Entry entry = routes.find(exchange.path());
        if (entry == null) {
            exchange.problem(Problem.of(404, "no-such-route", "there is nothing under this path; see /openapi.yaml"));
            return;
        }
        exchange.named(entry.pattern(), "admin");
        Consumer<Exchange> handler = entry.handler(exchange.method().name());
        if (handler == null) {
            KvRoutes.methodNotAllowed(exchange, entry.allowed());
        } else {
            handler.accept(exchange);
        }
    }

    /**
     * Health, version and the API's description are open: load balancers ask them. Metrics take any token; what is under
     * {@code /v1/admin} one for all buckets, to read or to administer.
     */
    private boolean mayPass(Exchange exchange) {
        String path = exchange.path();
        boolean admin = path.startsWith("/v1/admin/");
        if (!admin && !path.equals("/metrics")) {
            return true;
        }
        if (!access.enter(exchange)) {
            return false;
        }
        boolean reads = exchange.isHead() || exchange.method().name().equals("GET");
        return !admin || Access.permits(exchange, reads ? Permission.READ : Permission.ADMIN, null);
    }

    /** This very answer proves that the loop turns; nothing else may make a supervisor restart the process. */
    private void live(Exchange exchange) {
        exchange.json(200, Json.object().put("status", "up"));
    }

    private void ready(Exchange exchange) {
        List<String> missing = services.notReady().get();
        ObjectNode json = Json.object().put("status", missing.isEmpty() ? "ready" : "not ready");
        ArrayNode reasons = json.putArray("waitingFor");
        missing.forEach(reasons::add);
        exchange.json(missing.isEmpty() ? 200 : 503, json);
    }

    private void clusterHealth(Exchange exchange) {
        withRing(exchange, (view, ring) -> {
            ClusterHealth health = ClusterHealth.of(view, ring);
            ObjectNode json = Json.object().put("status", health.isHealthy() ? "healthy" : "degraded");
            putHealth(json, health);
            exchange.json(health.withoutQuorum() == 0 ? 200 : 503, json);
        });
    }

    private static void putHealth(ObjectNode json, ClusterHealth health) {
        json.putObject("partitions")
                .put("ok", health.whole())
                .put("degraded", health.degraded())
                .put("withoutQuorum", health.withoutQuorum());
    }

    private void version(Exchange exchange) {
        exchange.json(
                200,
                Json.object()
                        .put("name", "gramme")
                        .put("version", services.settings().version())
                        .put("java", Runtime.version().toString()));
    }

    private static void openApi(Exchange exchange) {
        try (InputStream in = AdminApi.class.getResourceAsStream("openapi.yaml")) {
            byte[] text = Invariants.present(in, "the description of the API is part of this software")
                    .readAllBytes();
            exchange.put(HttpHeaders.CONTENT_TYPE, "application/yaml");
            exchange.send(200, Buffer.buffer(text));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private void metrics(Exchange exchange) {
        exchange.put(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        exchange.send(200, Buffer.buffer(services.metrics().get()));
    }

    private interface RingRoute {
        void answer(ClusterView view, Ring ring);
    }

    private void withRing(Exchange exchange, RingRoute route) {
        ClusterView view = services.views().current();
        Ring ring = view.ring();
        if (ring == null) {
            exchange.problem(RingRoutes.noRing());
            return;
        }
        exchange.epoch(ring.epoch());
        route.answer(view, ring);
    }

    private void cluster(Exchange exchange) {
        withRing(exchange, (view, ring) -> {
            ObjectNode json = Json.object();
            json.put("cluster", ring.shape().cluster().toString());
            json.put("node", services.nodeName());
            json.put("epoch", Exchange.text(ring.epoch()));
            json.put("n", services.quorum().n());
            json.put("r", services.quorum().r());
            json.put("w", services.quorum().w());
            ClusterHealth health = ClusterHealth.of(view, ring);
            json.put("healthy", health.isHealthy());
            putHealth(json, health);
            json.set("members", members(view, ring));
            json.set("withoutSeat", withoutSeat());
            exchange.json(200, json);
        });
    }

    private static ArrayNode members(ClusterView view, Ring ring) {
        ArrayNode members = Json.array();
        for (Member member : ring.members().all()) {
            members.add(memberDocument(view, ring, member));
        }
        return members;
    }

    private ArrayNode withoutSeat() {
        ArrayNode all = Json.array();
        for (Newcomer newcomer : services.withoutSeat().get()) {
            all.addObject()
                    .put("name", newcomer.name())
                    .put("id", newcomer.id().toString())
                    .put("zone", newcomer.zone())
                    .put("weight", newcomer.weight())
                    .put("data", newcomer.addresses().data())
                    .put("admin", newcomer.addresses().admin())
                    .put("peer", newcomer.addresses().peer());
        }
        return all;
    }

    private static ObjectNode memberDocument(ClusterView view, Ring ring, Member member) {
        int owned = 0;
        for (int p = 0; p < ring.shape().partitions().count(); p++) {
            owned += ring.isOwner(p, member.index()) ? 1 : 0;
        }
        ObjectNode json = RingRoutes.member(view, member);
        json.put("partitions", owned);
        json.put(
                "reachable",
                member.index() == view.selfIndex() || view.peer(member.index()).reachable());
        return json;
    }

    private void members(Exchange exchange) {
        withRing(exchange, (view, ring) -> {
            ObjectNode json = Json.object();
            json.set("members", members(view, ring));
            json.set("withoutSeat", withoutSeat());
            exchange.json(200, json);
        });
    }

    private void member(Exchange exchange) {
        String wanted = exchange.path().substring(MEMBERS.length() + 1);
        withRing(exchange, (view, ring) -> {
            for (Member member : ring.members().all()) {
                if (member.name().equals(wanted) || member.id().toString().equals(wanted)) {
                    exchange.json(200, memberDocument(view, ring, member));
                    return;
                }
            }
            exchange.problem(Problem.of(404, "no-such-member", "no ring member has this name or id"));
        });
    }

    private void ring(Exchange exchange) {
        withRing(exchange, (view, ring) -> exchange.json(200, RingRoutes.document(view, ring)));
    }

    private void hints(Exchange exchange) {
        ObjectNode json = Json.object();
        long pending = 0;
        long bytes = 0;
        ArrayNode targets = Json.array();
        for (HttpFront.HintTarget target : services.hints().get()) {
            pending += target.pending();
            bytes += target.bytes();
            targets.addObject()
                    .put("node", target.node())
                    .put("pending", target.pending())
                    .put("bytes", target.bytes())
                    .put("oldestSeconds", target.oldestSeconds());
        }
        json.put("pending", pending).put("bytes", bytes).set("targets", targets);
        exchange.json(200, json);
    }
}
