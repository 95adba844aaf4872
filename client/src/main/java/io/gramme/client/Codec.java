package io.gramme.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Values (or keys) as bytes. Thread-safe; {@code decode} may refuse bytes that it did not make by throwing. */
public interface Codec<T> {
    byte[] encode(T value);

    /**
     * Reads bytes back.
     *
     * @param contentType as stored, empty when none was
     */
    T decode(byte[] bytes, String contentType);

    /** Stored beside the value. */
    String contentType();

    /** Text. */
    static Codec<String> utf8() {
        return new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes, String contentType) {
                return new String(bytes, StandardCharsets.UTF_8);
            }

            @Override
            public String contentType() {
                return "text/plain; charset=utf-8";
            }
        };
    }

    /** Bytes as they are; arrays are shared, not copied. */
    static Codec<byte[]> bytes() {
        return new Codec<>() {
            @Override
            public byte[] encode(byte[] value) {
                return value;
            }

            @Override
            public byte[] decode(byte[] bytes, String contentType) {
                return bytes;
            }

            @Override
            public String contentType() {
                return "application/octet-stream";
            }
        };
    }

    /** JSON by Jackson: records, beans, maps. Unreadable bytes throw {@link UncheckedIOException}. */
    static <T> Codec<T> json(Class<T> type) {
        JsonMapper mapper = JsonMapper.builder().build();
        return new Codec<>() {
            @Override
            public byte[] encode(T value) {
                try {
                    return mapper.writeValueAsBytes(value);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public T decode(byte[] bytes, String contentType) {
                try {
                    return mapper.readValue(bytes, type);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public String contentType() {
                return "application/json";
            }
        };
    }
}
