package io.gramme.cli;

import io.gramme.client.GrammeClient;
import java.util.logging.LogManager;

/** The SDK's client for commands that send many requests. */
final class Sdk {
    private Sdk() {}

    /** What goes wrong is said by the command; the HTTP library would tell each of it, and more, on stderr. */
    static void silence() {
        LogManager.getLogManager().reset();
    }

    /** A builder that knows the cluster and the token. */
    static GrammeClient.Builder builder(Tool tool) {
        silence();
        GrammeClient.Builder builder = GrammeClient.builder();
        tool.bases().forEach(base -> builder.endpoint(base.toString()));
        String token = tool.target().token();
        if (token != null) {
            builder.token(token);
        }
        return builder;
    }
}
