package io.gramme.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.config.ConfigResult.Loaded;
import io.gramme.node.config.ConfigResult.Rejected;
import io.gramme.node.config.ConfigSources.TextFile;
import io.gramme.node.config.GrammeConfig.Permission;
import io.gramme.node.config.GrammeConfig.Sync;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {
    private static final String HASH = "sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void everythingHasADefault() {
        GrammeConfig config = loaded("", Map.of(), Map.of()).config();
        assertThat(config.replication()).isEqualTo(new GrammeConfig.Replication(3, 2, 2, 0, 0, true, 256));
        assertThat(config.timeouts().request()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.timeouts().replica()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(config.storage().segmentBytes()).isEqualTo(64L << 20);
        assertThat(config.storage().sync()).isEqualTo(Sync.GROUP);
        assertThat(config.hints().maxBytes()).isEqualTo(2L << 30);
        assertThat(config.repair().throttleBytesPerSecond()).isEqualTo(4L << 20);
        assertThat(config.listen().peer()).isEqualTo(new Address("127.0.0.1", 7072));
        assertThat(config.cluster().bootstrapExpect()).isEqualTo(1);
        assertThat(config.node().shards()).isEmpty();
    }

    @Test
    void readsTheFileOfTheContract() {
        String text = """
                cluster: {name: demo, seeds: ["127.0.0.1:7072", "127.0.0.1:7172", "127.0.0.1:7272"], bootstrapExpect: 3, secretFile: ""}
                node:    {name: n1, zone: a, weight: 1.0, dataDir: ./data}
                listen:  {data: "127.0.0.1:7070", admin: "127.0.0.1:7071", peer: "127.0.0.1:7072", advertise: ""}
                replication: {n: 3, r: 2, w: 2, pr: 0, pw: 0, sloppy: true, partitions: 256}
                timeouts: {request: 2s, replica: 1500ms}
                storage: {sync: group, groupWindow: 2ms, segment: 64MiB, highWatermark: 90%}
                hints:   {maxAge: 3h, maxBytes: 2GiB}
                repair:  {interval: 10m, purgeAfter: 24h, cleanupAfter: 24h, throttle: 4MiB/s}
                auth:    {tokens: [{name: app, hash: "HASH", allow: [read, write], buckets: ["cart"]}]}
                """;
        GrammeConfig config =
                loaded(text.replace("HASH", HASH), Map.of(), Map.of()).config();
        assertThat(config.cluster().seeds()).hasSize(3);
        assertThat(config.auth().tokens())
                .containsExactly(new GrammeConfig.Token(
                        "app", HASH.substring(7), List.of(Permission.READ, Permission.WRITE), List.of("cart")));
        GrammeConfig plain =
                loaded("", Map.of(), Map.of("cluster.name", "demo")).config();
        assertThat(config.storage()).isEqualTo(plain.storage());
        assertThat(config.repair()).isEqualTo(plain.repair());
    }

    @Test
    void flagsWinOverEnvironmentOverFileOverDefaults() {
        String file = "replication: {r: 1, w: 1, pr: 1}";
        Map<String, String> environment = Map.of("GRAMME_REPLICATION_W", "2", "GRAMME_REPLICATION_PR", "2");
        Loaded loaded = loaded(file, environment, Map.of("replication.pr", "3"));
        assertThat(loaded.config().replication().n()).isEqualTo(3);
        assertThat(loaded.config().replication().r()).isEqualTo(1);
        assertThat(loaded.config().replication().w()).isEqualTo(2);
        assertThat(loaded.config().replication().pr()).isEqualTo(3);
        assertThat(loaded.shown())
                .contains(
                        new ConfigResult.Shown("replication.n", "3", "default"),
                        new ConfigResult.Shown("replication.r", "1", "gramme.yaml:1"),
                        new ConfigResult.Shown("replication.w", "2", "environment GRAMME_REPLICATION_W"),
                        new ConfigResult.Shown("replication.pr", "3", "flag --replication.pr"));
    }

    @Test
    void quorumsFollowTheCopiesUnlessTheyAreNamed() {
        GrammeConfig.Replication one =
                loaded("", Map.of(), Map.of("replication.n", "1")).config().replication();
        assertThat(List.of(one.r(), one.w())).containsExactly(1, 1);
        GrammeConfig.Replication five =
                loaded("", Map.of(), Map.of("replication.n", "5")).config().replication();
        assertThat(List.of(five.r(), five.w())).containsExactly(3, 3);
        Loaded weak = loaded("", Map.of(), Map.of("replication.r", "1"));
        assertThat(weak.warnings()).singleElement().asString().contains("may miss");
        assertThat(load("", Map.of(), Map.of("replication.pw", "4"))).isInstanceOf(Rejected.class);
    }

    @Test
    void reportsEveryFaultAtOnce() {
        String file = """
                cluster:
                  seeds: ["127.0.0.1:7072", "nowhere"]
                  bootstrapExpect: 9
                replication:
                  n: 3
                  r: 4
                  partitions: 100
                  sloppy: on
                  w: 2
                  w: 3
                timeouts: {request: 2, replica: 20m}
                storage: {segment: 64MB, sync: gruop, highWatermark: 99%}
                replicaton: {n: 5}
                node: {weigth: 2, shards: 3}
                """;
        Map<String, String> environment = Map.of(
                "GRAMME_HINTS_MAX_AGES", "1h",
                "GRAMME_CLUSTER_SECRET", "short",
                "GRAMME_NODE_SERVICE_HOST", "10.0.0.1",
                "GRAMME_HOME", "/opt/gramme");
        Map<String, String> flags = Map.of("replication.shards", "4", "listen.data", "0.0.0.0:7070");
        Rejected rejected = (Rejected) load(file, environment, flags);
        assertThat(Fault.message(rejected.faults())).isEqualTo("""
                17 faults in the configuration:
                  replication.w (gramme.yaml:10): stands there twice
                  replicaton (gramme.yaml:13): unknown key; did you mean replication?
                  node.weigth (gramme.yaml:14): unknown key; did you mean node.weight?
                  GRAMME_HINTS_MAX_AGES (environment): unknown key; did you mean GRAMME_HINTS_MAX_AGE?
                  replication.shards (flag --replication.shards): unknown key; did you mean node.shards?
                  cluster.seeds = "127.0.0.1:7072,nowhere" (gramme.yaml:2): must be a list of at most 64 distinct entries, each host:port; "nowhere" is not one: the port is missing
                  cluster.secret = *** (environment GRAMME_CLUSTER_SECRET): must be a secret of at least 16 characters, or empty; it has 5
                  node.shards = "3" (gramme.yaml:14): must be auto, or a power of two from 1 to 16; the nearest are 2 and 4
                  replication.sloppy = "on" (gramme.yaml:8): must be true or false
                  replication.partitions = "100" (gramme.yaml:7): must be a power of two from 1 to 4096; the nearest are 64 and 128
                  timeouts.request = "2" (gramme.yaml:11): must be a duration from 10ms to 10m (ms, s, m, h, d); the unit is missing
                  timeouts.replica = "20m" (gramme.yaml:11): must be a duration from 5ms to 10m (ms, s, m, h, d)
                  storage.sync = "gruop" (gramme.yaml:12): must be one of group, interval; did you mean group?
                  storage.segment = "64MB" (gramme.yaml:12): must be a size from 1MiB to 1GiB (B, KiB, MiB, GiB, TiB); unknown unit "MB", did you mean MiB?
                  storage.highWatermark = "99%" (gramme.yaml:12): must be a percentage from 50% to 98%
                  replication.r = "4" (gramme.yaml:6): must be at most replication.n, which is 3
                  listen.data = "0.0.0.0:7070" (flag --listen.data): can be reached from other machines, which needs tokens and TLS; TLS is not available yet, so only --insecure allows it""");
    }

    @Test
    void bindsBeyondTheMachineOnlyWhenToldThatItIsInsecure() {
        Map<String, String> open = Map.of("listen.data", "10.1.2.3:7070");
        assertThat(((Rejected) load("", Map.of(), open)).faults())
                .singleElement()
                .asString()
                .contains("listen.data")
                .contains("--insecure");
        Loaded insecure = loaded("", Map.of(), Map.of("listen.data", "10.1.2.3:7070", "listen.insecure", "true"));
        assertThat(insecure.warnings()).singleElement().asString().contains("listen.data is open");
        for (String local : List.of("127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1", "[0:0:0:0:0:0:0:1]:1")) {
            assertThat(load("", Map.of(), Map.of("listen.data", local))).isInstanceOf(Loaded.class);
        }
        for (String other : List.of("0.0.0.0:1", "[::]:1", "[::2]:1", "kv1:1", "127.0.0.1.example.org:1")) {
            assertThat(load("", Map.of(), Map.of("listen.data", other)))
                    .as(other)
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void aWildcardPeerBindNeedsAnAdvertisedHost() {
        Map<String, String> flags = Map.of("listen.peer", "0.0.0.0:7072", "listen.insecure", "true");
        assertThat(((Rejected) load("", Map.of(), flags)).faults())
                .singleElement()
                .asString()
                .contains("advertise");
        Map<String, String> named = Map.of("GRAMME_LISTEN_ADVERTISE", "kv1");
        assertThat(loaded("", named, flags).warnings())
                .hasSize(2)
                .last()
                .asString()
                .contains("cluster.secret");
    }

    @Test
    void foundsAloneOnlyWithoutOtherSeeds() {
        Map<String, String> two = Map.of("cluster.seeds", "a:7072,b:7072", "cluster.bootstrapExpect", "1");
        assertThat(((Rejected) load("", Map.of(), two)).faults())
                .singleElement()
                .asString()
                .contains("no other seed");
        Map<String, String> one = Map.of("cluster.seeds", "a:7072", "cluster.bootstrapExpect", "1");
        assertThat(loaded("", Map.of(), one).config().cluster().bootstrapExpect())
                .isEqualTo(1);
        Map<String, String> all = Map.of("cluster.seeds", "a:7072,b:7072,c:7072");
        assertThat(loaded("", Map.of(), all).config().cluster().bootstrapExpect())
                .isEqualTo(3);
    }

    @Test
    void readsSecretsFromFilesAndNeverShowsThem() {
        Map<String, String> files = Map.of("/run/secret", "a secret from a file\n");
        Loaded fromFile = loaded("cluster: {secretFile: /run/secret}", Map.of(), Map.of(), files);
        assertThat(fromFile.config().cluster().secret()).contains(new Secret("a secret from a file"));
        Loaded direct = loaded("", Map.of("GRAMME_CLUSTER_SECRET", "a secret in a variable"), Map.of());
        String printed = ConfigPrinter.print(direct.shown(), true) + direct.config();
        assertThat(printed).contains("***").doesNotContain("variable\"").doesNotContain("a secret in");
        Rejected missing = (Rejected) load("cluster: {secretFile: /none}", Map.of(), Map.of());
        assertThat(missing.faults()).singleElement().asString().contains("cannot be read");
        Rejected both = (Rejected)
                load("cluster: {secretFile: /run/secret, secret: \"a secret in the file\"}", Map.of(), Map.of(), files);
        assertThat(both.faults()).singleElement().asString().contains("keep one");
    }

    @Test
    void printsWhatReadsBackAsTheSame() {
        Map<String, String> flags =
                Map.of("cluster.seeds", "[::1]:7072,b:7072", "replication.n", "5", "log.format", "json");
        Loaded first = loaded("", Map.of(), flags);
        for (boolean withOrigin : new boolean[] {false, true}) {
            Loaded second = loaded(ConfigPrinter.print(first.shown(), withOrigin), Map.of(), Map.of());
            assertThat(second.config()).isEqualTo(first.config());
        }
    }

    @Test
    void brokenFilesAreFaultsWithALine() {
        assertThat(((Rejected) load("replication:\n  n: [1", Map.of(), Map.of())).faults())
                .singleElement()
                .asString()
                .startsWith("gramme.yaml:2");
        for (String text : List.of("- a\n- b", "just text", "replication: 3", "? [a]\n: 1", "!!java.io.File {a: 1}")) {
            assertThat(load(text, Map.of(), Map.of())).as(text).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void faultsInTokensNameTheEntry() {
        String text = """
                auth:
                  tokens:
                    - {name: app, hash: "sha256:12", allow: [read, wirte]}
                    - {name: app, hahs: x}
                """;
        assertThat(Fault.message(((Rejected) load(text, Map.of(), Map.of())).faults()))
                .isEqualTo("""
                        6 faults in the configuration:
                          auth.tokens[0].hash = *** (gramme.yaml:3): must be sha256: and the 64 hex digits of the token's SHA-256
                          auth.tokens[0].allow = wirte (gramme.yaml:3): must be one of read, write, admin
                          auth.tokens[1].hahs (gramme.yaml:4): unknown key; did you mean hash?
                          auth.tokens[1].hash (gramme.yaml:4): is missing
                          auth.tokens[1].allow (gramme.yaml:4): must be a list of read, write, admin
                          auth.tokens = app (gramme.yaml:4): two tokens of this name""");
    }

    @Test
    void environmentNamesMayLeaveUnderscoresOut() {
        assertThat(loaded("", Map.of("GRAMME_NODE_DATADIR", "/x"), Map.of())
                        .config()
                        .node()
                        .dataDir())
                .isEqualTo("/x");
        Map<String, String> both = Map.of("GRAMME_NODE_DATADIR", "/x", "GRAMME_NODE_DATA_DIR", "/y");
        assertThat(load("", both, Map.of())).isInstanceOf(Rejected.class);
    }

    private static Loaded loaded(String file, Map<String, String> environment, Map<String, String> flags) {
        return loaded(file, environment, flags, Map.of());
    }

    private static Loaded loaded(
            String file, Map<String, String> environment, Map<String, String> flags, Map<String, String> files) {
        ConfigResult result = load(file, environment, flags, files);
        assertThat(result).isInstanceOf(Loaded.class);
        return (Loaded) result;
    }

    private static ConfigResult load(String file, Map<String, String> environment, Map<String, String> flags) {
        return load(file, environment, flags, Map.of());
    }

    private static ConfigResult load(
            String file, Map<String, String> environment, Map<String, String> flags, Map<String, String> files) {
        return ConfigLoader.load(
                new ConfigSources(Optional.of(new TextFile("gramme.yaml", file)), environment, flags, path -> {
                    if (!files.containsKey(path)) {
                        throw new FileNotFoundException(path);
                    }
                    return files.get(path);
                }));
    }
}
