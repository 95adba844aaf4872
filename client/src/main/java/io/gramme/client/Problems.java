package io.gramme.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.WireException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Answers and missing answers as exceptions. */
final class Problems {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Problems() {}

    /** Whether another attempt, perhaps elsewhere, may do better. */
    static boolean isRetryable(int status) {
        return status == 502 || status == 503 || status == 504 || status == 507;
    }

    /** The exception of an answer that is no success; {@code before} is what earlier attempts may have left behind. */
    static GrammeException exception(RawAnswer answer, Outcome before) {
        Failure failure = failure(answer);
        failure = failure.withOutcome(failure.outcome().and(before));
        return switch (answer.status()) {
            case 401, 403 -> new AuthException(failure);
            case 409 -> new ConflictException(failure);
            case 412 -> new PreconditionFailedException(failure);
            case 428 -> new ContextRequiredException(failure);
            case 504 -> new QuorumTimeoutException(failure);
            case 503 ->
                switch (failure.type()) {
                    case "overloaded" -> new OverloadedException(failure);
                    case "stale" -> new StaleReadException(failure);
                    default -> new UnavailableException(failure);
                };
            default ->
                answer.status() >= 500 ? new UnavailableException(failure) : new InvalidRequestException(failure);
        };
    }

    private static Failure failure(RawAnswer answer) {
        JsonNode json = document(answer);
        String type = json.path("type").asText("status-" + answer.status());
        String requestId = answer.header("gramme-request-id");
        String token = answer.header("gramme-context");
        Outcome otherwise = answer.status() >= 500 ? Outcome.UNKNOWN : Outcome.NONE;
        return new Failure(
                answer.status(),
                type.substring(type.lastIndexOf('/') + 1),
                json.path("detail").asText("status " + answer.status()),
                Outcome.of(json.path("outcome").asText(null), otherwise),
                json.path("retryable").asBoolean(isRetryable(answer.status())),
                json.path("requestId").asText(requestId == null ? "-" : requestId),
                json.path("required").asInt(0),
                json.path("received").asInt(0),
                retryAfter(answer.header("retry-after")),
                token == null ? null : new Context(token));
    }

    private static JsonNode document(RawAnswer answer) {
        try {
            JsonNode json = answer.body().length == 0 ? null : JSON.readTree(answer.body());
            return json == null ? MissingNode.getInstance() : json;
        } catch (IOException notJson) {
            // A proxy's page, say: status and headers must do.
            return MissingNode.getInstance();
        }
    }

    private static @Nullable Duration retryAfter(@Nullable String seconds) {
        if (seconds == null || seconds.isEmpty() || seconds.length() > 6) {
            return null;
        }
        return seconds.chars().allMatch(Character::isDigit) ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }

    /** The exception of an exchange without answer. */
    static GrammeException noAnswer(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof GrammeException known) {
            return known;
        }
        boolean sent = !(cause instanceof WireException wire) || wire.sent();
        String detail = String.valueOf(cause == null ? "no answer" : cause.getMessage());
        Failure told = Failure.local("no-answer", detail, sent ? Outcome.UNKNOWN : Outcome.NONE, true);
        boolean timeout = cause instanceof WireException wire && wire.timeout();
        return timeout ? new QuorumTimeoutException(told) : new TransportException(told);
    }
}
