package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.config.GrammeConfig.Permission;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.Condition;
import io.gramme.node.membership.Liveness;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** {@code /v1/ring} and {@code /v1/locate}: where things are. */
final class RingRoutes {
    static final String RING = "/v1/ring";
    static final String LOCATE = "/v1/locate/";

    private final DataServices services;

    RingRoutes(DataServices services) {
        this.services = services;
    }

    /** The compact ring, for clients that route by themselves. */
    void ring(Exchange exchange) {
        exchange.named(RING, "ring");
        if (!isRead(exchange)) {
            return;
        }
        ClusterView view = services.views().current();
        Ring ring = view.ring();
        if (ring == null) {
            exchange.problem(noRing());
            return;
        }
        exchange.epoch(ring.epoch());
        String tag = '"' + Exchange.text(ring.epoch()) + '-' + livenessHash(view, ring) + '"';
        exchange.put(HttpHeaders.ETAG, tag);
        if (tag.equals(exchange.header(HttpHeaders.IF_NONE_MATCH))) {
            exchange.empty(304);
            return;
        }
        exchange.json(200, document(view, ring));
    }

    static Problem noRing() {
        return Problem.of(503, "starting", "this node knows no ring yet: the cluster is being founded or joined");
    }

    private static String livenessHash(ClusterView view, Ring ring) {
        int hash = 1;
        for (Member member : ring.members().all()) {
            hash = 31 * hash + state(view, member).hashCode();
        }
        return Integer.toHexString(hash);
    }

    static ObjectNode document(ClusterView view, Ring ring) {
        ObjectNode json = Json.object();
        json.put("cluster", ring.shape().cluster().toString());
        json.put("epoch", Exchange.text(ring.epoch()));
        json.put("partitions", ring.shape().partitions().count());
        json.put("n", ring.shape().replicas());
        json.put("hash", "murmur3-x64-128/64");
        ArrayNode members = json.putArray("members");
        for (Member member : ring.members().all()) {
            members.add(member(view, member));
        }
        ArrayNode rows = json.putArray("rows");
        ArrayNode targets = Json.array();
        boolean moving = false;
        for (int p = 0; p < ring.shape().partitions().count(); p++) {
            rows.add(row(ring.current(p)));
            targets.add(row(ring.target(p)));
            moving |= !ring.target(p).isEmpty();
        }
        if (moving) {
            json.set("targets", targets);
        }
        return json;
    }

    private static ArrayNode row(Row row) {
        ArrayNode owners = Json.array();
        for (int slot = 0; slot < row.size(); slot++) {
            owners.add(row.owner(slot));
        }
        return owners;
    }

    static ObjectNode member(ClusterView view, Member member) {
        ObjectNode json = Json.object();
        json.put("index", member.index());
        json.put("id", member.id().toString());
        json.put("name", member.name());
        json.put("zone", member.zone());
        json.put("weight", member.weight());
        json.put("data", member.addresses().data());
        json.put("admin", member.addresses().admin());
        json.put("peer", member.addresses().peer());
        json.put("state", state(view, member));
        ArrayNode conditions = json.putArray("conditions");
        for (Condition condition : view.peer(member.index()).conditions()) {
            conditions.add(condition.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return json;
    }

    static String state(ClusterView view, Member member) {
        Liveness liveness = member.index() == view.selfIndex()
                ? Liveness.ALIVE
                : view.peer(member.index()).liveness();
        return liveness.name().toLowerCase(Locale.ROOT);
    }

    /** Where one key lives. */
    void locate(Exchange exchange) {
        exchange.named("/v1/locate", "locate");
        if (!isRead(exchange)) {
            return;
        }
        KvPath path = KvPath.parse(exchange.path(), LOCATE);
        if (path instanceof KvPath.Bad bad) {
            exchange.problem(Problem.of(bad.status(), bad.type(), bad.detail()));
        } else if (path instanceof KvPath.OfKey named) {
            if (Access.permits(exchange, Permission.READ, named.key().bucket())) {
                locate(exchange, named.key());
            }
        } else {
            exchange.problem(Problem.invalidParameter("a key is missing: /v1/locate/{bucket}/{key}"));
        }
    }

    private void locate(Exchange exchange, Key key) {
        ClusterView view = services.views().current();
        Ring ring = view.ring();
        if (ring == null) {
            exchange.problem(noRing());
            return;
        }
        int partition = ring.partition(key);
        exchange.epoch(ring.epoch());
        ObjectNode json = Json.object();
        json.put("partition", partition);
        json.put("hash", String.format("%016x", key.hash()));
        json.set("owners", names(view, ring.current(partition).toArray()));
        if (!ring.target(partition).isEmpty()) {
            json.set("targets", names(view, ring.target(partition).toArray()));
        }
        json.set("fallbacks", names(view, ring.fallbacks(partition)));
        json.put("epoch", Exchange.text(ring.epoch()));
        exchange.json(200, json);
    }

    private static ArrayNode names(ClusterView view, int[] nodes) {
        ArrayNode array = Json.array();
        for (int node : nodes) {
            array.add(view.name(node));
        }
        return array;
    }

    private static boolean isRead(Exchange exchange) {
        if (exchange.isHead() || exchange.method().name().equals("GET")) {
            return true;
        }
        KvRoutes.methodNotAllowed(exchange, "GET, HEAD");
        return false;
    }
}
