package io.gramme.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The reference of the HTTP interface, made of the node's OpenAPI file, whose examples a test replays. */
final class HttpReference {
    private static final List<String> METHODS = List.of("get", "head", "put", "post", "patch", "delete");

    private final Map<String, Object> api;
    private final StringBuilder out = new StringBuilder();

    private HttpReference(Map<String, Object> api) {
        this.api = api;
    }

    static String markdown(String yaml) {
        Map<String, Object> api = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        HttpReference reference = new HttpReference(api);
        reference.write();
        return reference.out.toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static List<?> list(@Nullable Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString().strip().replace("\n", " ").replace("|", "\\|");
    }

    /** What a reference leads to, or the thing itself. */
    private Map<String, Object> resolved(@Nullable Object value) {
        Map<String, Object> found = map(value);
        Object address = found.get("$ref");
        if (address == null) {
            return found;
        }
        Map<String, Object> at = api;
        for (String step : address.toString().substring(2).split("/", -1)) {
            at = map(at.get(step));
        }
        return at;
    }

    private void write() {
        out.append("# HTTP\n\nThis page is generated from `openapi.yaml` (`HttpReference`); do not edit it by hand. ");
        out.append(
                "A node serves the file itself at `/openapi.yaml` on its admin port, and a test replays every example of it");
        out.append(" against a live cluster. Problem types have [pages of their own](problems/README.md).\n\n");
        out.append(map(api.get("info"))
                        .getOrDefault("description", "")
                        .toString()
                        .strip())
                .append('\n');
        summary();
        map(api.get("paths"))
                .forEach((path, item) -> METHODS.forEach(method -> {
                    if (map(item).containsKey(method)) {
                        operation(path, method, map(item));
                    }
                }));
    }

    private void summary() {
        out.append("\n| method and path | port | what |\n|---|---|---|\n");
        map(api.get("paths"))
                .forEach((path, item) -> METHODS.forEach(method -> {
                    Map<String, Object> operation = map(map(item).get(method));
                    if (!operation.isEmpty()) {
                        String heading = method.toUpperCase(Locale.ROOT) + " " + path;
                        out.append("| [`")
                                .append(heading)
                                .append("`](#")
                                .append(anchor(heading))
                                .append(") | ");
                        out.append(port(map(item)))
                                .append(" | ")
                                .append(text(operation.get("summary")))
                                .append(" |\n");
                    }
                }));
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }

    private static String port(Map<String, Object> item) {
        String server = list(item.get("servers")).toString();
        return server.contains("7071") ? "admin" : "data";
    }

    private void operation(String path, String method, Map<String, Object> item) {
        Map<String, Object> operation = map(item.get(method));
        out.append("\n## ")
                .append(method.toUpperCase(Locale.ROOT))
                .append(' ')
                .append(path)
                .append("\n\n");
        out.append(text(operation.get("summary"))).append('\n');
        if (operation.containsKey("description")) {
            out.append('\n')
                    .append(operation.get("description").toString().strip())
                    .append('\n');
        }
        List<Object> parameters = new ArrayList<>(list(item.get("parameters")));
        parameters.addAll(list(operation.get("parameters")));
        parameters(parameters);
        responses(map(operation.get("responses")));
        examples(method, list(operation.get("x-examples")));
    }

    private void parameters(List<Object> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        out.append("\n| parameter | in | meaning |\n|---|---|---|\n");
        for (Object each : parameters) {
            Map<String, Object> parameter = resolved(each);
            Map<String, Object> schema = map(parameter.get("schema"));
            String values = schema.containsKey("enum") ? " One of " + text(schema.get("enum")) + "." : "";
            out.append("| `").append(text(parameter.get("name"))).append("` | ");
            out.append(text(parameter.get("in"))).append(" | ");
            out.append((text(parameter.get("description")) + values).strip()).append(" |\n");
        }
    }

    private void responses(Map<String, Object> responses) {
        Map<String, Set<String>> byMeaning = new LinkedHashMap<>();
        new TreeMap<>(responses).forEach((status, response) -> {
            Map<String, Object> found = resolved(response);
            Set<String> headers = new LinkedHashSet<>(map(found.get("headers")).keySet());
            String meaning = text(found.get("description"))
                    + (headers.isEmpty() ? "" : " Headers: `" + String.join("`, `", headers) + "`.");
            byMeaning.computeIfAbsent(meaning, any -> new LinkedHashSet<>()).add(status);
        });
        out.append("\n| status | meaning |\n|---|---|\n");
        byMeaning.forEach((meaning, statuses) -> out.append("| ")
                .append(String.join(", ", statuses))
                .append(" | ")
                .append(meaning.equals("Why not.") ? "a [problem](problems/README.md)" : meaning)
                .append(" |\n"));
    }

    private void examples(String method, List<?> examples) {
        List<String> lines = new ArrayList<>();
        for (Object each : examples) {
            Map<String, Object> example = map(each);
            String path = text(example.get("path"));
            if (path.startsWith("/") && !example.containsKey("repeat")) {
                StringBuilder line = new StringBuilder(method.toUpperCase(Locale.ROOT) + " " + path);
                map(example.get("headers"))
                        .forEach((name, value) ->
                                line.append("  ").append(name).append(": ").append(value));
                if (example.containsKey("body")) {
                    line.append("  ").append(text(example.get("body")).replace("\\|", "|"));
                }
                line.append("  -> ").append(example.get("status"));
                line.append(example.containsKey("problem") ? " " + example.get("problem") : "");
                lines.add(line.toString());
            }
        }
        if (!lines.isEmpty()) {
            out.append("\n```text\n").append(String.join("\n", lines)).append("\n```\n");
        }
    }
}
