package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.causality.Actor;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.SiblingTag;
import io.gramme.node.causality.VersionVector;
import io.gramme.node.coordinator.Explanation;
import io.gramme.node.coordinator.Explanation.Replica;
import io.gramme.node.coordinator.Explanation.Role;
import io.gramme.node.coordinator.KeyAccount;
import io.gramme.node.coordinator.KeyAccount.Copy;
import io.gramme.node.coordinator.KeyAccount.Version;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.storage.Space;
import io.gramme.ring.Key;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/admin/explain/{bucket}/{key}}: what each replica keeps of a key. */
final class ExplainRoutes implements AdminRoutes {
    private static final String PREFIX = "/v1/admin/explain/";
    private static final Set<String> PARAMETERS = Set.of("timeout");

    private final HttpFront.Source source;
    private final AdminServices services;

    ExplainRoutes(HttpFront.Source source, AdminServices services) {
        this.source = source;
        this.services = services;
    }

    @Override
    public void addTo(AdminApi api) {
        api.on("GET", PREFIX, this::explain);
    }

    private void explain(Exchange exchange) {
        KvPath path = KvPath.parse(exchange.path(), PREFIX);
        Query query = new Query(exchange.request().query(), PARAMETERS);
        Long timeout = query.millis("timeout", 1, HttpSettings.MAX_TIMEOUT_MILLIS);
        HttpFront.Shard shard = source.shard(0);
        if (path instanceof KvPath.Bad bad) {
            exchange.problem(Problem.of(bad.status(), bad.type(), bad.detail()));
        } else if (!(path instanceof KvPath.OfKey named)) {
            exchange.problem(Problem.invalidParameter("a key is missing: " + PREFIX + "{bucket}/{key}"));
        } else if (query.problem() != null) {
            exchange.problem(query.problem());
        } else if (shard == null) {
            exchange.problem(RingRoutes.noRing());
        } else {
            int budget = timeout == null ? services.settings().requestTimeoutMillis() : timeout.intValue();
            shard.coordinator()
                    .explain(
                            named.key(),
                            budget,
                            exchange.safely(explanation -> answer(exchange, named.key(), explanation)));
        }
    }

    private void answer(Exchange exchange, Key key, @Nullable Explanation explanation) {
        if (explanation == null) {
            exchange.problem(RingRoutes.noRing());
            return;
        }
        exchange.epoch(explanation.epoch());
        ClusterView view = services.views().current();
        ObjectNode json = Json.object();
        Json.putBytes(json, "bucket", key.bucket());
        Json.putBytes(json, "key", key.name());
        json.put("partition", explanation.partition());
        json.put("hash", String.format("%016x", key.hash()));
        json.put("epoch", Exchange.text(explanation.epoch()));
        json.put("agreement", agreement(explanation));
        ArrayNode replicas = json.putArray("replicas");
        explanation.replicas().forEach(replica -> replicas.add(replica(view, replica)));
        if (explanation.notAsked() > 0) {
            json.put("notAsked", explanation.notAsked());
        }
        exchange.json(200, json);
    }

    /** Whether the owners hold the same versions, as far as they answered. */
    private static String agreement(Explanation explanation) {
        Set<Long> hashes = new HashSet<>();
        boolean unknown = false;
        for (Replica replica : explanation.replicas()) {
            KeyAccount account = replica.account();
            if (replica.role() != Role.OWNER) {
                continue;
            }
            boolean absentForSure =
                    account != null && (account.vote() == KeyAccount.Vote.FULL || account.in(Space.LIVE) != null);
            if (account == null || !account.unreadable().isEmpty() || !absentForSure) {
                unknown = true;
            } else {
                Copy live = account.in(Space.LIVE);
                hashes.add(live == null ? 0 : live.versionHash());
            }
        }
        return hashes.size() > 1 ? "different" : unknown ? "unknown" : "same";
    }

    private ObjectNode replica(ClusterView view, Replica replica) {
        ObjectNode json = Json.object();
        json.put("node", view.name(replica.node()));
        json.put("role", lower(replica.role()));
        KeyAccount account = replica.account();
        if (account == null) {
            json.put("status", "silent");
            json.put("reason", replica.failure());
            return json;
        }
        Copy live = account.in(Space.LIVE);
        json.put("status", live != null ? "held" : account.unreadable().isEmpty() ? "absent" : "unreadable");
        if (!account.unreadable().isEmpty()) {
            account.unreadable().forEach(json.putArray("unreadable")::add);
        }
        if (account.vote() != KeyAccount.Vote.FULL) {
            json.put("vote", account.vote() == KeyAccount.Vote.NONE ? "none" : "no-absence");
        }
        json.put("lastRepair", instant(account.lastRepairMillis()));
        if (live != null) {
            json.set("record", copy(live));
        }
        Copy hint = account.in(Space.HINT);
        if (hint != null) {
            ObjectNode kept = json.putObject("hint");
            ArrayNode owners = kept.putArray("keptFor");
            hint.keptFor().forEach(owner -> owners.add(view.name(owner)));
            kept.setAll(copy(hint));
        }
        Copy retired = account.in(Space.RETIRED);
        if (retired != null) {
            json.set("retired", copy(retired));
        }
        if (account.purged()) {
            json.put("purged", true);
        }
        return json;
    }

    private ObjectNode copy(Copy copy) {
        ObjectNode json = Json.object();
        json.put("versionHash", String.format("%016x", copy.versionHash()));
        json.put("bytes", copy.bytes());
        json.put("durable", copy.durable());
        json.put("mode", lower(copy.mode()));
        ObjectNode vector = json.putObject("vector");
        VersionVector versions = copy.context().vector();
        for (int i = 0; i < versions.size(); i++) {
            vector.put(Actor.toString(versions.actorAt(i)), versions.counterAt(i));
        }
        if (!copy.context().isolated().isEmpty()) {
            ArrayNode isolated = json.putArray("isolated");
            copy.context().isolated().forEach(dot -> isolated.add(text(dot)));
        }
        ArrayNode siblings = json.putArray("siblings");
        copy.versions().forEach(version -> siblings.add(version(version)));
        return json;
    }

    private ObjectNode version(Version version) {
        ObjectNode json = Json.object();
        json.put("tag", SiblingTag.encode(version.dot()));
        json.put("dot", text(version.dot()));
        json.put("hlc", version.hlc());
        if (version.tombstone()) {
            json.put("tombstone", true);
        } else {
            json.put("size", version.bytes());
            if (!version.contentType().isEmpty()) {
                json.put("contentType", version.contentType());
            }
        }
        json.put("lastModified", instant(version.lastModifiedMillis()));
        if (version.expiryMillis() > 0) {
            json.put("expiresAt", instant(version.expiryMillis()));
            json.put("expired", version.expiryMillis() <= services.clock().wallMillis());
        }
        if (version.aliases() > 0) {
            json.put("aliases", version.aliases());
        }
        return json;
    }

    private static String text(Dot dot) {
        return dot.toString();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String instant(long millis) {
        return millis <= 0 ? null : Instant.ofEpochMilli(millis).toString();
    }
}
