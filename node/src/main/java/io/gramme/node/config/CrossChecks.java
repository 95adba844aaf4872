package io.gramme.node.config;

import io.gramme.node.config.GrammeConfig.Sync;
import java.util.ArrayList;
import java.util.List;

/** Rules that bind several settings. A rule is skipped while one of its settings could not be read. */
final class CrossChecks {
    private final Values values;
    private final List<String> warnings = new ArrayList<>();

    CrossChecks(Values values) {
        this.values = values;
    }

    /** Runs every rule; returns what is allowed but unwise. */
    List<String> run() {
        quorums();
        durability();
        times();
        founding();
        ports();
        exposure();
        return List.copyOf(warnings);
    }

    private void quorums() {
        if (!values.readable(Schema.N)) {
            return;
        }
        int n = values.get(Schema.N);
        quorum(Schema.R, values.get(Schema.R).orElse(1));
        quorum(Schema.W, values.get(Schema.W).orElse(1));
        quorum(Schema.PR, values.get(Schema.PR));
        quorum(Schema.PW, values.get(Schema.PW));
        boolean chosen =
                values.get(Schema.R).isPresent() || values.get(Schema.W).isPresent();
        int majority = Assembly.majority(n);
        if (chosen
                && values.get(Schema.R).orElse(majority) + values.get(Schema.W).orElse(majority) <= n) {
            warnings.add("replication.r + replication.w is not above replication.n:"
                    + " a read may miss the newest acknowledged write");
        }
    }

    private void quorum(Setting<?> setting, int copies) {
        if (values.readable(setting) && copies > values.get(Schema.N)) {
            values.refuse(setting, "must be at most replication.n, which is " + values.get(Schema.N));
        }
    }

    private void durability() {
        if (values.get(Schema.SYNC) == Sync.INTERVAL) {
            warnings.add("storage.sync is interval: a crash of a node may lose writes it acknowledged in the last "
                    + values.get(Schema.SYNC_INTERVAL).toMillis() + " ms");
        }
    }

    private void times() {
        if (values.readable(Schema.REQUEST_TIMEOUT, Schema.REPLICA_TIMEOUT)
                && values.get(Schema.REPLICA_TIMEOUT).compareTo(values.get(Schema.REQUEST_TIMEOUT)) >= 0) {
            values.refuse(
                    Schema.REPLICA_TIMEOUT,
                    "must be shorter than timeouts.request, which is "
                            + values.get(Schema.REQUEST_TIMEOUT).toMillis() + "ms");
        }
        if (values.readable(Schema.PROBE_INTERVAL, Schema.PROBE_TIMEOUT)
                && values.get(Schema.PROBE_TIMEOUT).compareTo(values.get(Schema.PROBE_INTERVAL)) >= 0) {
            values.refuse(
                    Schema.PROBE_TIMEOUT,
                    "must be shorter than gossip.probeInterval, which is "
                            + values.get(Schema.PROBE_INTERVAL).toMillis() + "ms");
        }
    }

    /** A cluster is founded by a majority of one seed list; a single founder beside others could found a second one. */
    private void founding() {
        if (!values.readable(Schema.SEEDS, Schema.BOOTSTRAP_EXPECT)) {
            return;
        }
        int seeds = Math.max(1, values.get(Schema.SEEDS).size());
        int expect = values.get(Schema.BOOTSTRAP_EXPECT).orElse(seeds);
        if (expect > seeds) {
            values.refuse(Schema.BOOTSTRAP_EXPECT, "must be at most the number of cluster.seeds, which is " + seeds);
        } else if (expect == 1 && seeds > 1) {
            values.refuse(Schema.BOOTSTRAP_EXPECT, "may be 1 only when there is no other seed; there are " + seeds);
        }
        if (values.get(Schema.SEEDS).stream().anyMatch(seed -> seed.port() == 0 || seed.isWildcard())) {
            values.refuse(Schema.SEEDS, "must name hosts and ports that can be reached");
        }
    }

    private void ports() {
        List<Setting<Address>> listeners = List.of(Schema.DATA, Schema.ADMIN, Schema.PEER);
        for (int i = 0; i < listeners.size(); i++) {
            for (Setting<Address> other : listeners.subList(0, i)) {
                Address address = values.get(listeners.get(i));
                boolean samePort = address.port() != 0
                        && address.port() == values.get(other).port();
                boolean sameHost = address.host().equals(values.get(other).host())
                        || address.isWildcard()
                        || values.get(other).isWildcard();
                if (samePort && sameHost && values.readable(listeners.get(i), other)) {
                    values.refuse(listeners.get(i), "is the same port as " + other.key());
                }
            }
        }
        if (values.readable(Schema.PEER, Schema.ADVERTISE)
                && values.get(Schema.PEER).isWildcard()
                && values.get(Schema.ADVERTISE).isEmpty()) {
            values.refuse(Schema.PEER, "binds all addresses, so listen.advertise must name the host that others reach");
        }
    }

    private void exposure() {
        boolean insecure = values.get(Schema.INSECURE);
        for (Setting<Address> listener : List.of(Schema.DATA, Schema.ADMIN, Schema.PEER)) {
            if (!values.readable(listener, Schema.INSECURE)
                    || values.get(listener).isLoopback()) {
                continue;
            }
            if (insecure) {
                warnings.add(listener.key() + " is open beyond this machine without TLS (listen.insecure)");
            } else {
                values.refuse(
                        listener,
                        "can be reached from other machines, which needs tokens and TLS;"
                                + " TLS is not available yet, so only --insecure allows it");
            }
        }
        boolean peersOpen =
                values.readable(Schema.PEER) && !values.get(Schema.PEER).isLoopback();
        if (peersOpen && !values.isSet(Schema.SECRET) && !values.isSet(Schema.SECRET_FILE)) {
            warnings.add("cluster.secret is not set: whoever reaches listen.peer can join the cluster");
        }
    }
}
