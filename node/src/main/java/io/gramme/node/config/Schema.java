package io.gramme.node.config;

import io.gramme.node.config.GrammeConfig.LogFormat;
import io.gramme.node.config.GrammeConfig.LogLevel;
import io.gramme.node.config.GrammeConfig.Sync;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Every setting, in the order of printing. {@link #TOKENS} is the only one that is not a scalar or a list of such. */
final class Schema {
    /** A list of maps, in the file only. */
    static final String TOKENS = "auth.tokens";

    private static final List<Setting<?>> ALL_MUTABLE = new ArrayList<>();

    static final Setting<String> CLUSTER_NAME = add(
            "cluster.name",
            ValueTypes.name(),
            "gramme",
            "Name shown by the tools. Nodes are kept apart by the cluster id.");
    static final Setting<List<Address>> SEEDS = add(
            "cluster.seeds",
            ValueTypes.list(ValueTypes.address(), 64),
            "",
            "Peer addresses to find the cluster at, the same list on all nodes. Only a node in its own list may found.");
    static final Setting<OptionalInt> BOOTSTRAP_EXPECT = add(
            "cluster.bootstrapExpect",
            ValueTypes.or("all", ValueTypes.whole(1, 64)),
            "all",
            "Founders that must hear each other before a cluster is founded; `all` is the number of seeds.");
    static final Setting<Optional<Secret>> SECRET =
            addSecret("cluster.secret", "Shared secret that peers prove to know. Without one only loopback is safe.");
    static final Setting<Optional<String>> SECRET_FILE = add(
            "cluster.secretFile", ValueTypes.optionalPath(), "", "File that holds the secret; instead of `secret`.");
    static final Setting<Optional<Secret>> PREVIOUS_SECRET = addSecret(
            "cluster.previousSecret", "A second secret that is still accepted while secrets are being rotated.");
    static final Setting<Optional<String>> PREVIOUS_SECRET_FILE = add(
            "cluster.previousSecretFile",
            ValueTypes.optionalPath(),
            "",
            "File that holds the previous secret; instead of `previousSecret`.");

    static final Setting<String> NODE_NAME =
            add("node.name", ValueTypes.name(), "n1", "Name of this node, unique in its cluster.");
    static final Setting<String> ZONE = add(
            "node.zone",
            ValueTypes.name(),
            "a",
            "Failure domain. Owners of a partition lie in distinct zones while there are enough.");
    static final Setting<Double> WEIGHT = add(
            "node.weight", ValueTypes.decimal("0.01", "100"), "1.0", "Share of partitions, relative to other nodes.");
    static final Setting<String> DATA_DIR = add(
            "node.dataDir",
            ValueTypes.path(),
            "./data",
            "Directory of everything this node keeps; one node at a time.");
    static final Setting<OptionalInt> SHARDS = add(
            "node.shards",
            ValueTypes.or("auto", ValueTypes.powerOfTwo(1, 16)),
            "auto",
            "Event loops that share the partitions; `auto` is the number of cores, rounded down. May change at each start.");

    static final Setting<Duration> WARM_UP = add(
            "node.warmUp",
            ValueTypes.duration("0s", "10m"),
            "5m",
            "Longest time for the small cluster that a node plays in itself to have its code compiled before partitions move; 0s for none.");

    static final Setting<Address> DATA = add(
            "listen.data", ValueTypes.address(), "127.0.0.1:7070", "Data API (HTTP). Port 0 lets the system choose.");
    static final Setting<Address> ADMIN =
            add("listen.admin", ValueTypes.address(), "127.0.0.1:7071", "Admin API, health and metrics (HTTP).");
    static final Setting<Address> PEER =
            add("listen.peer", ValueTypes.address(), "127.0.0.1:7072", "Other nodes (TCP and UDP).");
    static final Setting<Optional<String>> ADVERTISE = add(
            "listen.advertise",
            ValueTypes.host(),
            "",
            "Host that others are told to reach this node at; needed when `peer` binds all addresses.");
    static final Setting<Boolean> INSECURE = add(
            "listen.insecure",
            ValueTypes.truth(),
            "false",
            "Allows binds beyond this machine without tokens and TLS. As a flag: `--insecure`.");

    static final Setting<Integer> N =
            add("replication.n", ValueTypes.whole(1, 7), "3", "Copies of each key. Fixed at founding.");
    static final Setting<OptionalInt> R = add(
            "replication.r",
            ValueTypes.or("majority", ValueTypes.whole(1, 7)),
            "majority",
            "Copies a read waits for by default, at most n; `majority` of 3 is 2.");
    static final Setting<OptionalInt> W = add(
            "replication.w",
            ValueTypes.or("majority", ValueTypes.whole(1, 7)),
            "majority",
            "Durable copies a write waits for by default, at most n.");
    static final Setting<Integer> PR =
            add("replication.pr", ValueTypes.whole(0, 7), "0", "How many of them must be owners, for a read.");
    static final Setting<Integer> PW =
            add("replication.pw", ValueTypes.whole(0, 7), "0", "How many of them must be owners, for a write.");
    static final Setting<Boolean> SLOPPY = add(
            "replication.sloppy",
            ValueTypes.truth(),
            "true",
            "Other nodes stand in for unreachable owners and keep hints for them.");
    static final Setting<Integer> PARTITIONS = add(
            "replication.partitions",
            ValueTypes.powerOfTwo(1, 4_096),
            "256",
            "Parts the key space is cut into. Fixed at founding.");

    static final Setting<Duration> REQUEST_TIMEOUT =
            add("timeouts.request", ValueTypes.duration("10ms", "10m"), "2s", "Budget of a request that names none.");
    static final Setting<Duration> REPLICA_TIMEOUT = add(
            "timeouts.replica",
            ValueTypes.duration("5ms", "10m"),
            "1500ms",
            "Longest wait for one replica, shorter than `request`.");

    static final Setting<Sync> SYNC = add(
            "storage.sync",
            ValueTypes.choice(Sync.class),
            "group",
            "`group` acknowledges after an fsync that many writes share; `interval` at once, with an fsync each `syncInterval`.");
    static final Setting<Duration> GROUP_WINDOW = add(
            "storage.groupWindow",
            ValueTypes.duration("0ms", "100ms"),
            "2ms",
            "Bound on the wait for more writes before an fsync. One begins as soon as the last is done and nothing more is queued, so that it is kept whatever it is.");
    static final Setting<Duration> SYNC_INTERVAL = add(
            "storage.syncInterval",
            ValueTypes.duration("1ms", "10s"),
            "10ms",
            "Time between two fsyncs under `sync: interval`.");
    static final Setting<Long> SEGMENT =
            add("storage.segment", ValueTypes.size("1MiB", "1GiB"), "64MiB", "Length of a log segment.");
    static final Setting<Integer> HIGH_WATERMARK = add(
            "storage.highWatermark",
            ValueTypes.percent(50, 98),
            "90%",
            "Disk use above which writes are refused; reads, deletes and repair go on.");

    static final Setting<Duration> HINTS_MAX_AGE = add(
            "hints.maxAge",
            ValueTypes.duration("1m", "30d"),
            "3h",
            "Age at which a hint may be dropped if enough owners are known to hold its record.");
    static final Setting<Long> HINTS_MAX_BYTES =
            add("hints.maxBytes", ValueTypes.size("1MiB", "16TiB"), "2GiB", "Room for hints on this node.");

    static final Setting<Duration> REPAIR_INTERVAL = add(
            "repair.interval",
            ValueTypes.duration("1s", "30d"),
            "10m",
            "Time in which each partition is compared with each of its other owners.");
    static final Setting<Duration> AUDIT_INTERVAL = add(
            "repair.auditInterval",
            ValueTypes.duration("1s", "365d"),
            "7d",
            "Time in which every tree is compared with the store and every record is read.");
    static final Setting<Duration> PURGE_AFTER = add(
            "repair.purgeAfter", ValueTypes.duration("1m", "365d"), "24h", "Age at which a tombstone may be purged.");
    static final Setting<Duration> LEDGER_KEEP = add(
            "repair.ledgerKeep",
            ValueTypes.duration("1m", "365d"),
            "24h",
            "Time for which each owner remembers what was purged, so that late copies stay dead.");
    static final Setting<Duration> CLEANUP_AFTER = add(
            "repair.cleanupAfter",
            ValueTypes.duration("1m", "365d"),
            "24h",
            "Time for which data of partitions that moved away is kept.");
    static final Setting<Long> REPAIR_THROTTLE = add(
            "repair.throttle",
            ValueTypes.rate("64KiB/s", "10GiB/s"),
            "4MiB/s",
            "Full rate of all background work together; bytes of compaction count an eighth. It falls while clients suffer.");

    static final Setting<Duration> GOSSIP_INTERVAL =
            add("gossip.interval", ValueTypes.duration("20ms", "10s"), "200ms", "Time between two rounds of gossip.");
    static final Setting<Duration> PROBE_INTERVAL = add(
            "gossip.probeInterval", ValueTypes.duration("100ms", "1m"), "1s", "Time between two probes of a member.");
    static final Setting<Duration> PROBE_TIMEOUT = add(
            "gossip.probeTimeout",
            ValueTypes.duration("20ms", "30s"),
            "500ms",
            "Wait for a direct answer before others are asked to probe, shorter than `probeInterval`.");
    static final Setting<Integer> SUSPICION_MULTIPLIER = add(
            "gossip.suspicionMultiplier",
            ValueTypes.whole(1, 20),
            "4",
            "Shortest suspicion, in probe intervals, of a cluster of ten or fewer; it grows with log10 of the members.");

    static final Setting<Long> MAX_VALUE =
            add("limits.maxValue", ValueTypes.size("1KiB", "8MiB"), "1MiB", "Longest value a client may write.");
    static final Setting<Integer> CONNECTIONS =
            add("limits.connections", ValueTypes.whole(16, 1_000_000), "10000", "Client connections open at once.");
    static final Setting<Integer> INFLIGHT = add(
            "limits.inflight",
            ValueTypes.whole(16, 65_536),
            "512",
            "Requests worked on at once by each shard; more are answered 503 `overloaded`.");

    static final Setting<Optional<String>> TOKENS_FILE = add(
            "auth.tokensFile",
            ValueTypes.optionalPath(),
            "",
            "File that holds the list of tokens; instead of `tokens`.");

    static final Setting<LogLevel> LOG_LEVEL =
            add("log.level", ValueTypes.choice(LogLevel.class), "info", "Least severe level that is written.");
    static final Setting<LogFormat> LOG_FORMAT = add(
            "log.format", ValueTypes.choice(LogFormat.class), "text", "One line of text for each event, or of JSON.");

    /** Every setting but {@link #TOKENS}. */
    static final List<Setting<?>> ALL = List.copyOf(ALL_MUTABLE);

    private Schema() {}

    private static <T> Setting<T> add(String key, ValueType<T> type, String standard, String meaning) {
        Setting<T> setting = new Setting<>(key, type, standard, false, meaning);
        ALL_MUTABLE.add(setting);
        return setting;
    }

    private static Setting<Optional<Secret>> addSecret(String key, String meaning) {
        Setting<Optional<Secret>> setting = new Setting<>(key, ValueTypes.secret(16), "", true, meaning);
        ALL_MUTABLE.add(setting);
        return setting;
    }

    /** Every key there is, in order. */
    static List<String> keys() {
        List<String> keys = new ArrayList<>(ALL.stream().map(Setting::key).toList());
        keys.add(keys.indexOf(TOKENS_FILE.key()), TOKENS);
        return keys;
    }
}
