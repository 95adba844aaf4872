package io.gramme.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.ringchange.PlanAnswer;
import io.gramme.node.ringchange.PlanDesk;
import io.gramme.node.ringchange.PlanView;
import io.gramme.node.ringchange.PlanWish;
import io.gramme.ring.plan.PlanCost;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /v1/admin/plan}: staging, looking at and committing changes of the ring; and recovery after a lost majority. */
public final class PlanRoutes implements AdminRoutes {
    private static final String PLAN = "/v1/admin/plan";
    private static final int MAX_DOCUMENT_BYTES = 64 * 1024;

    private final PlanDesk desk;
    private final ClusterViews views;

    /** @param views of the control loop */
    public PlanRoutes(PlanDesk desk, ClusterViews views) {
        this.desk = desk;
        this.views = views;
    }

    @Override
    public void addTo(AdminApi api) {
        stage(api, "join", json -> {
            String node = text(json, "node");
            return node == null ? null : new PlanWish.Join(node);
        });
        stage(api, "leave", json -> {
            String node = text(json, "node");
            return node == null ? null : new PlanWish.Leave(node);
        });
        stage(api, "replace", json -> {
            String node = text(json, "node");
            String by = text(json, "by");
            return node == null || by == null ? null : new PlanWish.Replace(node, by);
        });
        stage(api, "weight", json -> {
            String node = text(json, "node");
            double weight = json.path("weight").asDouble(0);
            return node == null || weight <= 0 ? null : new PlanWish.Weight(node, (int) Math.round(weight * 100));
        });
        stage(api, "zone", json -> {
            String node = text(json, "node");
            String zone = text(json, "zone");
            return node == null || zone == null ? null : new PlanWish.Zone(node, zone);
        });
        api.on("GET", PLAN, exchange -> desk.show(answer -> answer(exchange, answer)));
        api.on("DELETE", PLAN, this::delete);
        api.on("POST", PLAN + "/commit", this::commit);
        api.on("POST", "/v1/admin/recover", this::recover);
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
    }

    private void stage(AdminApi api, String kind, Function<JsonNode, @Nullable PlanWish> reader) {
        api.on(
                "POST",
                PLAN + "/" + kind,
                exchange -> withBody(exchange, json -> {
                    PlanWish wish = reader.apply(json);
                    if (wish == null) {
                        exchange.problem(
                                Problem.invalidParameter(
                                        "the body of plan/" + kind + " lacks a field or has a wrong one:"
                                                + " join, leave {node}; replace {node, by}; weight {node, weight}; zone {node, zone}"));
                    } else {
                        desk.stage(wish, answer -> answer(exchange, answer));
                    }
                    return null;
                }));
    }

    private static void withBody(Exchange exchange, Function<JsonNode, @Nullable Void> then) {
        exchange.body(MAX_DOCUMENT_BYTES, body -> {
            JsonNode json = Json.parse(body);
            if (json == null || !json.isObject()) {
                exchange.problem(Problem.invalidParameter("the body is no JSON object"));
            } else {
                then.apply(json);
            }
        });
    }

    private void delete(Exchange exchange) {
        Query query = new Query(exchange.request().query(), Set.of("cancel"));
        boolean cancel = query.flag("cancel");
        if (query.problem() != null) {
            exchange.problem(query.problem());
        } else if (cancel) {
            desk.cancelMoves(answer -> answer(exchange, answer));
        } else {
            desk.clear();
            exchange.empty(204);
        }
    }

    private void commit(Exchange exchange) {
        Query query = new Query(exchange.request().query(), Set.of("allowFewer"));
        boolean allowFewer = query.flag("allowFewer");
        String match = exchange.header(HttpHeaders.IF_MATCH);
        List<String> tags = match == null ? List.of() : Etags.of(match);
        if (query.problem() != null) {
            exchange.problem(query.problem());
        } else if (tags.size() != 1) {
            exchange.problem(Problem.of(
                    428, "context-required", "a commit names the plan it means: If-Match with the plan's ETag"));
        } else {
            desk.commit(tags.get(0), allowFewer, answer -> answer(exchange, answer));
        }
    }

    private void recover(Exchange exchange) {
        withBody(exchange, json -> {
            List<String> lost = new ArrayList<>();
            json.path("lost").forEach(name -> lost.add(name.asText()));
            if (lost.isEmpty()) {
                exchange.problem(Problem.invalidParameter("the body names no lost node: {\"lost\": [\"n1\", ...]}"));
            } else {
                answer(exchange, desk.recover(lost));
            }
            return null;
        });
    }

    private void answer(Exchange exchange, PlanAnswer answer) {
        if (answer instanceof PlanAnswer.Staged staged) {
            exchange.put(HttpHeaders.ETAG, '"' + staged.plan().etag() + '"');
            exchange.json(200, document(staged.plan()));
        } else if (answer instanceof PlanAnswer.Decided decided) {
            exchange.epoch(decided.epoch());
            exchange.json(200, Json.object().put("epoch", Exchange.text(decided.epoch())));
        } else {
            exchange.problem(problem(answer));
        }
    }

    private static Problem problem(PlanAnswer answer) {
        if (answer instanceof PlanAnswer.NothingStaged) {
            return Problem.of(404, "no-plan", "no plan is staged on this node");
        } else if (answer instanceof PlanAnswer.OtherPlan other) {
            return Problem.of(
                    412,
                    "precondition-failed",
                    "another plan is staged here, \"" + other.etag() + "\": look at it first");
        } else if (answer instanceof PlanAnswer.Lost lost) {
            return Problem.of(409, "conflict", lost.text());
        } else if (answer instanceof PlanAnswer.Unknown unknown) {
            return Problem.of(
                    504,
                    "quorum-timeout",
                    unknown.mayTakeEffect()
                            ? "no majority of the deciders answered in time; the change may be decided all the same"
                            : "no majority of the deciders answered; nothing happened");
        }
        PlanAnswer.Refused refused = (PlanAnswer.Refused) answer;
        int status = refused.reason().equals("unknown-node") ? 404 : 409;
        return Problem.of(status, refused.reason(), refused.text());
    }

    private ObjectNode document(PlanView plan) {
        ObjectNode json = Json.object();
        json.put("etag", plan.etag());
        json.put("base", Exchange.text(plan.base()));
        ArrayNode edits = json.putArray("edits");
        plan.edits().forEach(edits::add);
        json.put("moves", plan.cost().moves());
        json.put("bytes", plan.cost().bytes());
        json.put("seconds", Math.round(plan.cost().seconds() * 10) / 10.0);
        json.put("needsAllowFewer", plan.needsAllowFewer());
        ArrayNode warnings = json.putArray("warnings");
        plan.warnings().forEach(warnings::add);
        ArrayNode nodes = json.putArray("nodes");
        for (PlanCost.Load load : plan.cost().loads()) {
            nodes.addObject()
                    .put("node", load.name())
                    .put("before", load.before())
                    .put("after", load.after())
                    .put("fairShare", Math.round(load.fairShare() * 10) / 10.0);
        }
        ArrayNode pairs = json.putArray("transfers");
        for (PlanCost.PairMoves pair : plan.cost().pairs()) {
            pairs.addObject()
                    .put(
                            "from",
                            pair.from() == PlanCost.NOBODY
                                    ? "-"
                                    : views.current().name(pair.from()))
                    .put("to", name(plan, pair.to()))
                    .put("partitions", pair.partitions())
                    .put("bytes", pair.bytes());
        }
        return json;
    }

    private static String name(PlanView plan, int node) {
        for (PlanCost.Load load : plan.cost().loads()) {
            if (load.node() == node) {
                return load.name();
            }
        }
        return "#" + node;
    }
}
