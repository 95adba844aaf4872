package io.gramme.node.config;

import io.gramme.node.config.GrammeConfig.Auth;
import io.gramme.node.config.GrammeConfig.Cluster;
import io.gramme.node.config.GrammeConfig.Gossip;
import io.gramme.node.config.GrammeConfig.Hints;
import io.gramme.node.config.GrammeConfig.Limits;
import io.gramme.node.config.GrammeConfig.Listen;
import io.gramme.node.config.GrammeConfig.Log;
import io.gramme.node.config.GrammeConfig.Node;
import io.gramme.node.config.GrammeConfig.Repair;
import io.gramme.node.config.GrammeConfig.Replication;
import io.gramme.node.config.GrammeConfig.Storage;
import io.gramme.node.config.GrammeConfig.Timeouts;
import io.gramme.node.config.GrammeConfig.Token;
import java.util.List;
import java.util.Optional;

/** Turns checked values into records. */
final class Assembly {
    private final Values values;

    Assembly(Values values) {
        this.values = values;
    }

    GrammeConfig config(Optional<Secret> secret, Optional<Secret> previous, List<Token> tokens) {
        return new GrammeConfig(
                cluster(secret, previous),
                node(),
                listen(),
                replication(),
                new Timeouts(values.get(Schema.REQUEST_TIMEOUT), values.get(Schema.REPLICA_TIMEOUT)),
                storage(),
                new Hints(values.get(Schema.HINTS_MAX_AGE), values.get(Schema.HINTS_MAX_BYTES)),
                repair(),
                gossip(),
                new Limits(values.get(Schema.MAX_VALUE), values.get(Schema.CONNECTIONS), values.get(Schema.INFLIGHT)),
                new Auth(tokens),
                new Log(values.get(Schema.LOG_LEVEL), values.get(Schema.LOG_FORMAT)));
    }

    private Cluster cluster(Optional<Secret> secret, Optional<Secret> previous) {
        List<Address> seeds = values.get(Schema.SEEDS);
        int expect = values.get(Schema.BOOTSTRAP_EXPECT).orElse(Math.max(1, seeds.size()));
        return new Cluster(values.get(Schema.CLUSTER_NAME), seeds, expect, secret, previous);
    }

    private Node node() {
        return new Node(
                values.get(Schema.NODE_NAME),
                values.get(Schema.ZONE),
                values.get(Schema.WEIGHT),
                values.get(Schema.DATA_DIR),
                values.get(Schema.SHARDS),
                values.get(Schema.WARM_UP));
    }

    private Listen listen() {
        return new Listen(
                values.get(Schema.DATA),
                values.get(Schema.ADMIN),
                values.get(Schema.PEER),
                values.get(Schema.ADVERTISE),
                values.get(Schema.INSECURE));
    }

    private Replication replication() {
        int n = values.get(Schema.N);
        return new Replication(
                n,
                values.get(Schema.R).orElse(majority(n)),
                values.get(Schema.W).orElse(majority(n)),
                values.get(Schema.PR),
                values.get(Schema.PW),
                values.get(Schema.SLOPPY),
                values.get(Schema.PARTITIONS));
    }

    static int majority(int copies) {
        return copies / 2 + 1;
    }

    private Storage storage() {
        return new Storage(
                values.get(Schema.SYNC),
                values.get(Schema.GROUP_WINDOW),
                values.get(Schema.SYNC_INTERVAL),
                values.get(Schema.SEGMENT),
                values.get(Schema.HIGH_WATERMARK));
    }

    private Repair repair() {
        return new Repair(
                values.get(Schema.REPAIR_INTERVAL),
                values.get(Schema.AUDIT_INTERVAL),
                values.get(Schema.PURGE_AFTER),
                values.get(Schema.LEDGER_KEEP),
                values.get(Schema.CLEANUP_AFTER),
                values.get(Schema.REPAIR_THROTTLE));
    }

    private Gossip gossip() {
        return new Gossip(
                values.get(Schema.GOSSIP_INTERVAL),
                values.get(Schema.PROBE_INTERVAL),
                values.get(Schema.PROBE_TIMEOUT),
                values.get(Schema.SUSPICION_MULTIPLIER));
    }
}
