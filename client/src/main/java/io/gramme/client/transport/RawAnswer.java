package io.gramme.client.transport;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP answer as it came, whatever its status.
 *
 * @param status HTTP status
 * @param headers by name in lower case
 * @param body may be empty; shared, not copied
 */
public record RawAnswer(int status, Map<String, String> headers, byte[] body) {
    /** A header's value by its name in any case, or {@code null}. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }
}
