package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What real nodes made a command print, without what differs from run to run: numbers, tokens, times, widths. */
final class Masked {
    private Masked() {}

    /** Lines as people read them; the spaces between columns are one. */
    static String text(String text) {
        return text.replaceAll("127\\.0\\.0\\.1:7([0-9])7([0-2])", "ADDRESS_$1_$2")
                .replaceAll("\\b(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{16,}\\b", "@")
                .replaceAll("\\bA(?!DDRESS)[A-Za-z0-9_-]{5,}\\b", "@")
                .replaceAll("(?<![A-Za-z0-9_])[0-9]+(\\.[0-9]+)*([TZ:-][0-9:.Z]+)*", "0")
                .replaceAll("[ \\t]+", " ")
                .replaceAll("(?m)^ +| +$", "")
                .replaceAll("ADDRESS_(?<node>[0-9])_(?<port>[0-9])", "127.0.0.1:7${node}7${port}");
    }

    /**
     * A document, or a line for each of several: numbers are 0, texts as {@link #text}, and of an array only the items that
     * have a field which those before lack.
     */
    static String json(String text) throws IOException {
        if (!text.startsWith("{")) {
            return text(text);
        }
        boolean lines = text.startsWith("{\"");
        List<String> documents = new ArrayList<>();
        for (String one : lines ? text.lines().toList() : List.of(text)) {
            JsonNode masked = json(Json.read(one));
            documents.add(lines ? Json.compact(masked) : Json.pretty(masked));
        }
        return String.join("\n", documents) + "\n";
    }

    private static JsonNode json(JsonNode node) {
        if (node.isObject()) {
            ObjectNode masked = Json.object();
            node.properties()
                    .forEach(field -> masked.set(
                            field.getKey().matches("[0-9.]+") ? "0" : field.getKey(), json(field.getValue())));
            return masked;
        }
        if (node.isArray()) {
            ArrayNode masked = Json.array();
            TreeMap<String, TreeSet<String>> fields = new TreeMap<>();
            for (JsonNode item : node) {
                TreeMap<String, TreeSet<String>> before = copy(fields);
                GoldenDocument.collect("", item, fields);
                if (!fields.equals(before)) {
                    masked.add(json(item));
                }
            }
            return masked;
        }
        ObjectNode holder = Json.object();
        if (node.isNumber()) {
            return node.isIntegralNumber()
                    ? holder.put("v", 0).get("v")
                    : holder.put("v", 0.0).get("v");
        }
        return node.isTextual() ? holder.put("v", text(node.asText())).get("v") : node;
    }

    private static TreeMap<String, TreeSet<String>> copy(TreeMap<String, TreeSet<String>> fields) {
        TreeMap<String, TreeSet<String>> copied = new TreeMap<>();
        fields.forEach((field, types) -> copied.put(field, new TreeSet<>(types)));
        return copied;
    }
}
