package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.antientropy.AntiEntropy.PairView;
import io.gramme.node.antientropy.Exchanged;
import io.gramme.node.background.BudgetState;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.ClusterViews;
import io.gramme.ring.Ring;
import java.util.Locale;
import java.util.Set;

/** {@code /v1/admin/repairs}: how far anti-entropy is; {@code POST /v1/admin/repair}: a round now. */
public final class RepairRoutes implements AdminRoutes {
    private static final Set<String> PARAMETERS = Set.of("partition");

    private final RepairSource source;
    private final ClusterViews views;

    /** @param views the control loop's */
    public RepairRoutes(RepairSource source, ClusterViews views) {
        this.source = source;
        this.views = views;
    }

    @Override
    public void addTo(AdminApi api) {
        api.on("GET", "/v1/admin/repairs", exchange -> source.view(view -> exchange.json(200, document(view))));
        api.on("POST", "/v1/admin/repair", this::start);
    }

    private void start(Exchange exchange) {
        Ring ring = views.current().ring();
        if (ring == null) {
            exchange.problem(RingRoutes.noRing());
            return;
        }
        Query query = new Query(exchange.request().query(), PARAMETERS);
        Integer partition =
                query.number("partition", 0, ring.shape().partitions().count() - 1);
        if (query.problem() != null) {
            exchange.problem(query.problem());
        } else if (partition != null && !ring.isOwner(partition, views.current().selfIndex())) {
            exchange.problem(Problem.of(
                    409, "conflict", "this node does not own partition " + partition + "; ask one that does"));
        } else {
            TaskRoutes.accepted(exchange, source.start(partition));
        }
    }

    private ObjectNode document(RepairView view) {
        ObjectNode json = Json.object();
        json.put("due", view.due());
        json.putObject("totals")
                .put("rounds", view.totals().rounds())
                .put("failed", view.totals().failed())
                .put("keysRepaired", view.totals().repaired())
                .put("bytes", view.totals().bytes());
        json.putObject("audit")
                .put("rounds", view.audit().passes())
                .put("partitionsDone", view.audit().partitionsDone())
                .put("partitions", view.audit().partitions())
                .put("recordsRead", view.audit().records());
        ArrayNode untrusted = json.putArray("untrusted");
        view.untrusted().forEach(untrusted::add);
        json.put("damagedRecords", view.damagedRecords());
        json.set("budget", budget(view.budget()));
        ArrayNode pairs = json.putArray("pairs");
        ClusterView cluster = views.current();
        view.pairs().forEach(pair -> pairs.add(pair(cluster, pair)));
        return json;
    }

    private static ObjectNode pair(ClusterView cluster, PairView pair) {
        ObjectNode json = Json.object();
        json.put("partition", pair.partition());
        json.put("peer", cluster.name(pair.peer()));
        json.put("state", pair.running() ? "running" : pair.due() ? "due" : "idle");
        if (pair.secondsAgo() >= 0) {
            json.put("lastRoundSecondsAgo", pair.secondsAgo());
        }
        Exchanged last = pair.last();
        if (last != null) {
            ObjectNode exchange = json.putObject("lastExchange")
                    .put("pulled", last.pulled())
                    .put("pushed", last.pushed())
                    .put("bytes", last.bytes())
                    .put("complete", last.complete());
            if (last.failure() != null) {
                exchange.put("failure", last.failure());
            }
        }
        return json;
    }

    private static ObjectNode budget(BudgetState budget) {
        ObjectNode json = Json.object();
        json.put("bytesPerSecond", budget.bytesPerSecond());
        json.put("fullBytesPerSecond", budget.fullBytesPerSecond());
        json.put("foregroundP99Millis", budget.p99Micros() / 1_000.0);
        json.put("foregroundQuietP99Millis", budget.baselineMicros() / 1_000.0);
        json.put("shedding", budget.shedding());
        ArrayNode tasks = json.putArray("tasks");
        for (BudgetState.OfTask task : budget.tasks()) {
            tasks.addObject()
                    .put("task", task.task().name().toLowerCase(Locale.ROOT))
                    .put("waiting", task.waiting())
                    .put("waitingBytes", task.waitingBytes())
                    .put("grantedBytes", task.grantedBytes());
        }
        return json;
    }
}
