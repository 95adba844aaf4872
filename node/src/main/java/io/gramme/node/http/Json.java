package io.gramme.node.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** JSON as this API writes and reads it. */
final class Json {
    /** Deeper documents are taken for bytes: what is nested into another document must not pass the writer's bound. */
    private static final int MAX_DEPTH = 500;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static Buffer bytes(JsonNode node) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(node));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree is always JSON", impossible);
        }
    }

    /** The document in these bytes, or {@code null} when they are none. */
    static @Nullable JsonNode parse(byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            return node == null || node.isMissingNode() ? null : node;
        } catch (IOException notJson) {
            return null;
        }
    }

    /** The text in these bytes, or {@code null} when they are no UTF-8. */
    static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    /** Adds bytes under {@code name} when they are UTF-8, else under {@code nameBase64}. */
    static void putBytes(ObjectNode json, String name, byte[] bytes) {
        String text = text(bytes);
        if (text != null) {
            json.put(name, text);
        } else {
            json.put(name + "Base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /**
     * Adds a value as api readers expect it: JSON inline, UTF-8 as {@code text}, anything else as {@code base64}. What is
     * inline is what was stored, digit for digit; only line ends between tokens become spaces.
     */
    static void putValue(ObjectNode json, String contentType, byte[] bytes) {
        String text = text(bytes);
        if (text != null && isJson(contentType) && isDocument(text)) {
            json.putRawValue("value", new RawValue(text.replace('\n', ' ').replace('\r', ' ')));
            return;
        }
        if (text != null && isText(contentType)) {
            json.put("text", text);
        } else {
            json.put("base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static boolean isDocument(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node != null && !node.isMissingNode();
        } catch (IOException notJson) {
            return false;
        }
    }

    private static boolean isJson(String contentType) {
        String type = type(contentType);
        return type.equals("application/json") || type.endsWith("+json");
    }

    /** What people can read; a form is what curl calls a value that nobody named a type for. */
    private static boolean isText(String contentType) {
        String type = type(contentType);
        return type.startsWith("text/")
                || type.equals("application/x-www-form-urlencoded")
                || type.equals("application/xml")
                || type.endsWith("+xml");
    }

    private static String type(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
    }
}
