package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One value that holds all that several hold: arrays and lines as sets, objects field by field. The result does not depend
 * on the order of the values but for the order of elements. Deletions cannot be told from what was never there, so what one
 * writer removed comes back: the price that Dynamo's cart pays too (section 4.4).
 */
final class UnionMerge {
    private UnionMerge() {}

    /** Unites JSON values; empty when they hold different plain values at one place. */
    static Optional<JsonNode> json(List<JsonNode> values) {
        JsonNode all = values.get(0);
        for (JsonNode value : values.subList(1, values.size())) {
            Optional<JsonNode> next = json(all, value);
            if (next.isEmpty()) {
                return next;
            }
            all = next.get();
        }
        return Optional.of(all);
    }

    private static Optional<JsonNode> json(JsonNode one, JsonNode other) {
        if (one.equals(other)) {
            return Optional.of(one);
        }
        if (one.isArray() && other.isArray()) {
            Set<JsonNode> elements = new LinkedHashSet<>();
            one.forEach(elements::add);
            other.forEach(elements::add);
            ArrayNode united = Json.array();
            elements.forEach(united::add);
            return Optional.of(united);
        }
        return one.isObject() && other.isObject() ? fields(one, other) : Optional.empty();
    }

    private static Optional<JsonNode> fields(JsonNode one, JsonNode other) {
        ObjectNode united = one.deepCopy();
        for (Map.Entry<String, JsonNode> field : other.properties()) {
            JsonNode mine = united.get(field.getKey());
            Optional<JsonNode> value = mine == null ? Optional.of(field.getValue()) : json(mine, field.getValue());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            united.set(field.getKey(), value.get());
        }
        return Optional.of(united);
    }

    /** Unites texts: every line once, in the order of first sight. */
    static String lines(List<String> texts) {
        Set<String> lines = new LinkedHashSet<>();
        boolean ended = true;
        for (String text : texts) {
            text.lines().forEach(lines::add);
            ended &= text.endsWith("\n");
        }
        return String.join("\n", lines) + (ended ? "\n" : "");
    }
}
