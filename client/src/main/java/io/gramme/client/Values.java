package io.gramme.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gramme.client.transport.RawAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers as values: one raw (200), several as a document (300), none (404). */
final class Values {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Values() {}

    /**
     * What an answer to a GET shows.
     *
     * @throws GrammeException for any other status
     */
    static <V> Siblings<V> siblings(Answered answered, Codec<V> codec) {
        RawAnswer answer = answered.answer();
        Context context = context(answer);
        String etag = header(answer, "etag");
        if (answer.status() == 404) {
            return new Siblings<>(List.of(), context, "");
        }
        if (answer.status() == 200) {
            String type = header(answer, "content-type");
            V value = codec.decode(answer.body(), type);
            return new Siblings<>(
                    List.of(new Sibling<>(value, "", type, httpDate(header(answer, "last-modified")))), context, etag);
        }
        if (answer.status() != 300) {
            throw answered.exception();
        }
        return new Siblings<>(siblings(json(answer), codec), context, etag);
    }

    private static JsonNode json(RawAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new TransportException(
                    Failure.local("bad-answer", "an answer cannot be read: " + e.getMessage(), Outcome.NONE, true));
        }
    }

    /**
     * What an answer to a listing shows.
     *
     * @throws GrammeException when it is no page
     */
    static <K> KeyPage<K> keys(Answered answered, Codec<K> codec) {
        RawAnswer answer = answered.answer();
        if (answer.status() != 200) {
            throw answered.exception();
        }
        JsonNode page = json(answer);
        List<K> keys = new ArrayList<>();
        for (JsonNode one : page.path("keys")) {
            JsonNode key = one.isTextual() ? one : one.path("key");
            byte[] bytes = key.isTextual()
                    ? key.asText().getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(one.path("keyBase64").asText());
            keys.add(codec.decode(bytes, ""));
        }
        Optional<String> next = Optional.ofNullable(page.path("cursor").asText(null));
        return new KeyPage<>(keys, next, header(answer, "gramme-coverage").equals("full"));
    }

    /** The siblings of a document that has them: an answer of 300, a result of a batch. */
    static <V> List<Sibling<V>> siblings(JsonNode json, Codec<V> codec) {
        List<Sibling<V>> all = new ArrayList<>();
        for (JsonNode one : json.path("siblings")) {
            String type = one.path("contentType").asText("");
            V value = codec.decode(bytes(one), type);
            Instant modified = instant(one.path("lastModified").asText(""));
            all.add(new Sibling<>(value, one.path("tag").asText(), type, modified));
        }
        return all;
    }

    /** JSON values come parsed: their bytes may be spaced otherwise than they were written. */
    private static byte[] bytes(JsonNode sibling) {
        if (sibling.has("base64")) {
            return Base64.getDecoder().decode(sibling.path("base64").asText());
        }
        if (sibling.has("text")) {
            return sibling.path("text").asText().getBytes(StandardCharsets.UTF_8);
        }
        return sibling.path("value").toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What an answer to a PUT, POST or DELETE achieved.
     *
     * @throws GrammeException when it is no success
     */
    static WriteResult written(Answered answered) {
        RawAnswer answer = answered.answer();
        if (answer.status() < 200 || answer.status() >= 300) {
            throw answered.exception();
        }
        String[] durable = header(answer, "gramme-durable").split(";", -1);
        return new WriteResult(
                context(answer),
                header(answer, "etag"),
                number(durable[0]),
                named(durable, "owners="),
                named(durable, "hinted="),
                header(answer, "gramme-request-id"));
    }

    private static int named(String[] parts, String name) {
        for (String part : parts) {
            if (part.strip().startsWith(name)) {
                return number(part.strip().substring(name.length()));
            }
        }
        return 0;
    }

    private static int number(String text) {
        String digits = text.strip();
        boolean number =
                !digits.isEmpty() && digits.length() < 6 && digits.chars().allMatch(Character::isDigit);
        return number ? Integer.parseInt(digits) : 0;
    }

    private static Context context(RawAnswer answer) {
        return new Context(header(answer, "gramme-context"));
    }

    private static String header(RawAnswer answer, String name) {
        @Nullable String value = answer.header(name);
        return value == null ? "" : value;
    }

    private static Instant httpDate(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException none) {
            return Instant.EPOCH;
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException none) {
            return Instant.EPOCH;
        }
    }
}
