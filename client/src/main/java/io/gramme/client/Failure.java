package io.gramme.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a failed request.
 *
 * @param status HTTP status, 0 when no answer came
 * @param type problem type such as {@code quorum-failed}; {@code no-answer} when none came
 * @param detail one sentence
 * @param outcome over all attempts: what may have been applied
 * @param retryable whether the same request may succeed when sent again
 * @param requestId the server's name for the request, {@code -} when it gave none
 * @param required replicas needed, 0 when it is not about replicas
 * @param received replicas that answered
 * @param retryAfter how long the server asked to wait, or {@code null}
 * @param context the context that came with the failure (conflicts), or {@code null}
 */
public record Failure(
        int status,
        String type,
        String detail,
        Outcome outcome,
        boolean retryable,
        String requestId,
        int required,
        int received,
        @Nullable Duration retryAfter,
        @Nullable Context context) {

    /** A failure that never was an answer. */
    static Failure local(String type, String detail, Outcome outcome, boolean retryable) {
        return new Failure(0, type, detail, outcome, retryable, "-", 0, 0, null, null);
    }

    Failure withOutcome(Outcome known) {
        return new Failure(status, type, detail, known, retryable, requestId, required, received, retryAfter, context);
    }

    String message() {
        StringBuilder text = new StringBuilder(type).append(": ").append(detail);
        if (required > 0) {
            text.append(" (needed ")
                    .append(required)
                    .append(", got ")
                    .append(received)
                    .append(')');
        }
        return text.append(" [outcome ")
                .append(outcome)
                .append(", request ")
                .append(requestId)
                .append(']')
                .toString();
    }
}
