package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.Awaiting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** openapi.yaml against a live cluster: every example is replayed, and no route, method or status is missing from it. */
class ContractTest {
    private static final Set<String> METHODS = Set.of("get", "head", "put", "post", "delete", "patch");

    /** Statuses that take a fault, a token or a connection's end: {@link StatusTableTest} and others reach them. */
    private static final Set<String> ELSEWHERE = Set.of("401", "403", "405", "414", "428", "431", "503", "504", "507");

    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    private final Map<String, Object> document = load();
    private final Map<String, String> saved = new HashMap<>();

    private static Map<String, Object> load() {
        try (InputStream in = ContractTest.class.getResourceAsStream("openapi.yaml")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }

    private record Operation(String path, String method, boolean admin, Map<String, Object> body) {
        String name() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    private List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        map(document.get("paths")).forEach((path, item) -> {
            boolean admin = map(item).containsKey("servers");
            map(item).forEach((method, body) -> {
                if (METHODS.contains(method)) {
                    all.add(new Operation(path, method, admin, map(body)));
                }
            });
        });
        return all;
    }

    @Test
    void everyExampleHappensAsPrinted() throws Exception {
        Map<String, Set<String>> reached = new TreeMap<>();
        for (Operation operation : operations()) {
            List<Map<String, Object>> examples = list(operation.body.get("x-examples"));
            assertThat(examples).as("examples of %s", operation.name()).isNotEmpty();
            for (Map<String, Object> example : examples) {
                String status = replay(operation, example);
                assertThat(map(operation.body.get("responses")))
                        .as("responses of %s", operation.name())
                        .containsKey(status);
                reached.computeIfAbsent(operation.name(), name -> new TreeSet<>())
                        .add(status);
            }
        }
        for (Operation operation : operations()) {
            Set<String> missing =
                    new TreeSet<>(map(operation.body.get("responses")).keySet());
            missing.removeAll(reached.get(operation.name()));
            missing.removeAll(ELSEWHERE);
            ((List<?>) map(operation.body.get("x-elsewhere")).getOrDefault("statuses", List.of()))
                    .forEach(missing::remove);
            assertThat(missing)
                    .as("documented and without an example: %s", operation.name())
                    .isEmpty();
        }
    }

    private String replay(Operation operation, Map<String, Object> example) throws Exception {
        String path = filled(example.get("path").toString());
        Map<String, String> headers = new LinkedHashMap<>();
        map(example.get("headers")).forEach((name, value) -> headers.put(name, filled(value.toString())));
        byte[] body = example.containsKey("repeat")
                ? new byte[(Integer) example.get("repeat")]
                : example.getOrDefault("body", "").toString().getBytes(StandardCharsets.UTF_8);
        Arrays.fill(body, 0, example.containsKey("repeat") ? body.length : 0, (byte) 'x');
        int port = operation.admin ? NODES.admin() : NODES.data();
        if (example.containsKey("waits")) {
            await(port, path, example.get("waits").toString());
        }
        RawHttp.Answer answer = RawHttp.once(port, operation.method.toUpperCase(Locale.ROOT), path, headers, body);
        String what = operation.name() + " " + path + " answers " + answer.status() + " " + answer.text();
        assertThat(answer.status()).as(what).isEqualTo(example.get("status"));
        assertThat(answer.header("Gramme-Request-Id")).as(what).isNotEmpty();
        if (example.containsKey("problem")) {
            assertThat(answer.header("Content-Type")).as(what).isEqualTo("application/problem+json");
            assertThat(answer.problem()).as(what).isEqualTo(example.get("problem"));
        }
        if (example.containsKey("type")) {
            assertThat(answer.header("Content-Type")).as(what).isEqualTo(example.get("type"));
        }
        if (example.containsKey("contains")) {
            assertThat(answer.text()).as(what).contains(example.get("contains").toString());
        }
        map(example.get("save")).forEach((name, header) -> {
            String value = answer.header(header.toString());
            assertThat(value).as("%s of %s", header, what).isNotEmpty();
            saved.put(name, value);
        });
        return Integer.toString(answer.status());
    }

    private static void await(int port, String path, String state) throws Exception {
        Awaiting.until(
                path + " is " + state,
                Duration.ofSeconds(20),
                () -> RawHttp.get(port, path).json().path("state").asText(),
                state::equals);
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> one : saved.entrySet()) {
            filled = filled.replace("${" + one.getKey() + "}", one.getValue());
        }
        assertThat(filled).doesNotContain("${");
        return filled;
    }

    @Test
    void everyMethodThatARouteTakesIsDescribedAndNoOther() throws IOException {
        Map<String, Set<String>> described = new TreeMap<>();
        Map<String, Boolean> admin = new HashMap<>();
        for (Operation operation : operations()) {
            described
                    .computeIfAbsent(operation.path, path -> new TreeSet<>())
                    .add(operation.method.toUpperCase(Locale.ROOT));
            admin.put(operation.path, operation.admin);
        }
        for (Map.Entry<String, Set<String>> entry : described.entrySet()) {
            String path = entry.getKey()
                    .replace("{bucket}", "b")
                    .replace("{key}", "k")
                    .replace("{id}", "x");
            int port = admin.get(entry.getKey()) ? NODES.admin() : NODES.data();
            RawHttp.Answer answer = RawHttp.once(port, "BREW", path, Map.of(), new byte[0]);
            assertThat(answer.status()).as(path).isEqualTo(405);
            Set<String> allowed = new TreeSet<>(List.of(answer.header("Allow").split(", ")));
            if (admin.get(entry.getKey())) {
                allowed.remove("HEAD");
            }
            assertThat(entry.getValue()).as(path).isEqualTo(allowed);
        }
    }

    @Test
    void everyRouteOfTheNodeIsDescribed() {
        Set<String> described = new TreeSet<>();
        operations().forEach(operation -> described.add(operation.path));
        for (String route : NODES.routes()) {
            String path = route.endsWith("/") ? route.substring(0, route.length() - 1) : route;
            boolean found =
                    described.stream().anyMatch(one -> route.endsWith("/") ? one.startsWith(route) : one.equals(path));
            assertThat(found).as("%s in openapi.yaml", route).isTrue();
        }
        assertThat(described)
                .contains(
                        KvRoutes.PREFIX + "{bucket}/{key}",
                        KvRoutes.PREFIX + "{bucket}",
                        RingRoutes.RING,
                        RingRoutes.LOCATE + "{bucket}/{key}",
                        BucketRoutes.ALL,
                        BucketRoutes.ALL + "/{bucket}",
                        BatchRoutes.PATH);
    }
}
