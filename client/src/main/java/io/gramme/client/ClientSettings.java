package io.gramme.client;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A client's settings, checked.
 *
 * @param requestTimeout for a whole logical request, all attempts and waits
 * @param attemptTimeout for one attempt
 * @param maxAttempts per logical request, hedges included, 1..10
 * @param maxInFlightPerNode outstanding requests at one node
 * @param maxPending logical requests begun and not finished; further ones are refused at once
 * @param hedging whether slow reads are asked a second time elsewhere
 * @param commonHeaders sent with everything: authorisation
 */
record ClientSettings(
        List<URI> endpoints,
        Duration requestTimeout,
        Duration attemptTimeout,
        int maxAttempts,
        int maxInFlightPerNode,
        int maxPending,
        boolean hedging,
        Map<String, String> commonHeaders) {
    ClientSettings {
        endpoints = List.copyOf(endpoints);
        commonHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(commonHeaders));
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint");
        }
        require(isPositive(requestTimeout), "requestTimeout must be above zero");
        require(isPositive(attemptTimeout), "attemptTimeout must be above zero");
        require(maxAttempts >= 1 && maxAttempts <= 10, "maxAttempts must be 1..10");
        require(maxInFlightPerNode >= 1, "maxInFlightPerNode must be above zero");
        require(maxPending >= 1, "maxPending must be above zero");
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
