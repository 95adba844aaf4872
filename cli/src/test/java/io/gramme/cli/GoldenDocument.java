package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The shapes of what {@code -o json} prints, read off the golden scripts: the reference says no more than tests hold. */
final class GoldenDocument {
    private GoldenDocument() {}

    static String markdown(List<Path> scripts) throws IOException {
        return markdown(shapes(scripts));
    }

    /** By command, the fields of its documents and their types. */
    static Map<String, Map<String, TreeSet<String>>> shapes(List<Path> scripts) throws IOException {
        Map<String, Map<String, TreeSet<String>>> shapes = new TreeMap<>();
        for (Path script : scripts) {
            List<String> lines = Files.readAllLines(script);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.startsWith("$ gramme ") && line.endsWith(" -o json")) {
                    String command = command(line);
                    for (JsonNode document : documents(lines, i + 1)) {
                        collect("", document, shapes.computeIfAbsent(command, any -> new TreeMap<>()));
                    }
                }
            }
        }
        return shapes;
    }

    /** The words before the first argument: commands are lower case and known to the tree. */
    static String command(String line) {
        var spec = Commands.all(new Tool(System.out, System.err)).getCommandSpec();
        StringBuilder name = new StringBuilder();
        for (String word : line.substring("$ gramme ".length()).split(" ", -1)) {
            var below = spec.subcommands().get(word);
            if (below == null) {
                break;
            }
            spec = below.getCommandSpec();
            name.append(name.isEmpty() ? "" : " ").append(word);
        }
        return name.toString();
    }

    private static List<JsonNode> documents(List<String> lines, int from) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("exit: ") || line.startsWith("stderr: ") || line.startsWith("sent: ")) {
                break;
            }
            text.append(line).append('\n');
        }
        List<JsonNode> all = new ArrayList<>();
        if (text.toString().startsWith("{\"")) {
            for (String line : text.toString().lines().toList()) {
                all.add(Json.read(line));
            }
        } else if (text.toString().startsWith("{")) {
            all.add(Json.read(text.toString()));
        }
        return all;
    }

    static void collect(String path, JsonNode node, Map<String, TreeSet<String>> fields) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> {
                // An actor or a number as a name is data.
                String name = field.getKey().matches("[0-9.]+") ? "*" : field.getKey();
                collect(path.isEmpty() ? name : path + "." + name, field.getValue(), fields);
            });
        } else if (node.isArray() && !node.isEmpty()) {
            node.forEach(item -> collect(path + "[]", item, fields));
        } else {
            fields.computeIfAbsent(path, any -> new TreeSet<>()).add(type(node));
        }
    }

    private static String type(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "text";
            case NUMBER -> node.isIntegralNumber() ? "whole number" : "number";
            case BOOLEAN -> "flag";
            case NULL -> "null";
            case ARRAY -> "array";
            default -> "object";
        };
    }

    private static String markdown(Map<String, Map<String, TreeSet<String>>> shapes) {
        StringBuilder out = new StringBuilder("""
                # What the tool prints with -o json

                This page is generated from the golden conversations of the tool's tests (`GoldenDocument`); do not edit it by hand.
                The fields and types of a command stay from version to version; new ones may come. `-o yaml` is the same
                document in YAML, `-o ndjson` the items of its array, one a line. `a.b` is field b of object a, `a.*` any field of
                it, `a[]` an item of array a. Commands that are not here print nothing on stdout but what their page in [the tool](tool.md) says.
                """);
        shapes.forEach((command, fields) -> {
            if (!fields.isEmpty()) {
                out.append("\n## gramme ").append(command).append("\n\n| field | type |\n|---|---|\n");
                fields.forEach((field, types) -> out.append("| `")
                        .append(field)
                        .append("` | ")
                        .append(String.join(" or ", types))
                        .append(" |\n"));
            }
        });
        return out.toString();
    }
}
