package io.gramme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/** JSON in and out. A class of its own, so that a command that shows a raw value never loads the library. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Reads a document. */
    static JsonNode read(byte[] bytes) throws IOException {
        return MAPPER.readTree(bytes);
    }

    /** Reads a document. */
    static JsonNode read(String text) throws IOException {
        return MAPPER.readTree(text);
    }

    /** A document as one line. */
    static String compact(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree is always JSON", impossible);
        }
    }

    /** A document as indented lines. */
    static String pretty(JsonNode json) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree is always JSON", impossible);
        }
    }

    /** A document as maps, lists and plain values. */
    static Object plain(JsonNode json) {
        return MAPPER.convertValue(json, Object.class);
    }

    /** Any document as indented lines of {@code name: value}, for what has no fixed columns. */
    static String outline(JsonNode json) {
        return outline(json, "");
    }

    private static String outline(JsonNode json, String indent) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            JsonNode value = field.getValue();
            out.append(indent).append(field.getKey());
            if (value.isObject() && !value.isEmpty()) {
                out.append('\n').append(outline(value, indent + "  "));
            } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
                out.append('\n');
                value.forEach(item -> out.append(indent).append("  -\n").append(outline(item, indent + "    ")));
            } else {
                out.append(": ")
                        .append(value.isValueNode() ? value.asText() : compact(value))
                        .append('\n');
            }
        }
        return out.toString();
    }
}
