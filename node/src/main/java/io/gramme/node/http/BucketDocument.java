package io.gramme.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.buckets.BucketSettings.Siblings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bucket settings as JSON. Reading follows RFC 7396: {@code null} takes a setting back, a missing member leaves it.
 *
 * @param settings what comes out
 * @param problem the first fault, or {@code null}
 */
record BucketDocument(BucketSettings settings, @Nullable String problem) {
    private static final List<String> READ_ONLY = List.of("bucket", "bucketBase64", "n");
    private static final long MAX_TTL_MILLIS = 20L * 366 * 86_400_000;

    /** Applies a document to settings; {@code replicas} is N, the bound of quorums. */
    static BucketDocument apply(BucketSettings base, JsonNode json, int replicas) {
        Draft draft = new Draft(base, replicas);
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (READ_ONLY.contains(field.getKey())) {
                continue;
            }
            try {
                draft.set(field.getKey(), field.getValue());
            } catch (IllegalArgumentException fault) {
                return new BucketDocument(base, fault.getMessage());
            }
        }
        return new BucketDocument(draft.settings(), null);
    }

    /** Settings while a document is applied to them. */
    private static final class Draft {
        private final int replicas;
        private @Nullable Integer r;
        private @Nullable Integer w;
        private @Nullable Integer pr;
        private @Nullable Integer pw;
        private @Nullable Boolean sloppy;
        private @Nullable Siblings siblings;
        private @Nullable Long ttl;
        private @Nullable Boolean requireContext;
        private @Nullable Integer maxValueBytes;

        Draft(BucketSettings base, int replicas) {
            this.replicas = replicas;
            r = base.r();
            w = base.w();
            pr = base.pr();
            pw = base.pw();
            sloppy = base.sloppy();
            siblings = base.siblings();
            ttl = base.ttlMillis();
            requireContext = base.requireContext();
            maxValueBytes = base.maxValueBytes();
        }

        void set(String name, JsonNode value) {
            switch (name) {
                case "r" -> r = number(name, value, 1, replicas);
                case "w" -> w = number(name, value, 1, replicas);
                case "pr" -> pr = number(name, value, 0, replicas);
                case "pw" -> pw = number(name, value, 0, replicas);
                case "sloppy" -> sloppy = flag(name, value);
                case "siblings" -> siblings = siblings(value);
                case "ttl" -> ttl = ttl(value);
                case "requireContext" -> requireContext = flag(name, value);
                case "maxValueBytes" -> maxValueBytes = number(name, value, 1, HttpSettings.HARD_VALUE_BYTES);
                default ->
                    throw new IllegalArgumentException("unknown setting " + name
                            + "; known: r, w, pr, pw, sloppy, siblings, ttl, requireContext, maxValueBytes");
            }
        }

        BucketSettings settings() {
            return new BucketSettings(r, w, pr, pw, sloppy, siblings, ttl, requireContext, maxValueBytes);
        }
    }

    private static @Nullable Integer number(String name, JsonNode value, int from, int to) {
        if (value.isNull()) {
            return null;
        }
        if (!value.isInt() || value.intValue() < from || value.intValue() > to) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", allowed are whole numbers " + from + " to " + to);
        }
        return value.intValue();
    }

    private static @Nullable Boolean flag(String name, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(name + " is " + value + ", allowed are true and false");
        }
        return value.booleanValue();
    }

    private static @Nullable Siblings siblings(JsonNode value) {
        return switch (value.isNull() ? "" : value.asText()) {
            case "" -> null;
            case "keep" -> Siblings.KEEP;
            case "lww" -> Siblings.LWW;
            default ->
                throw new IllegalArgumentException("siblings is " + value + ", allowed are \"keep\" and \"lww\"");
        };
    }

    private static @Nullable Long ttl(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        Long millis = Durations.lifetime(value.asText());
        if (millis == null || millis > MAX_TTL_MILLIS) {
            throw new IllegalArgumentException(
                    "ttl is " + value + ", allowed is a lifetime with its unit, such as \"30m\", up to 20 years");
        }
        return millis;
    }

    /** Adds what was set. */
    static void write(ObjectNode json, BucketSettings settings) {
        json.put("r", settings.r());
        json.put("w", settings.w());
        json.put("pr", settings.pr());
        json.put("pw", settings.pw());
        json.put("sloppy", settings.sloppy());
        Siblings siblings = settings.siblings();
        json.put("siblings", siblings == null ? null : siblings.name().toLowerCase(Locale.ROOT));
        Long ttl = settings.ttlMillis();
        json.put("ttl", ttl == null ? null : ttl + "ms");
        json.put("requireContext", settings.requireContext());
        json.put("maxValueBytes", settings.maxValueBytes());
    }
}
