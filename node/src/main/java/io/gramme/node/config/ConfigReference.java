package io.gramme.node.config;

import java.util.Locale;

/** Writes {@code docs/reference/configuration.md} from the schema; a test keeps the file equal to this. */
public final class ConfigReference {
    private static final String HEAD = """
            # Configuration

            This page is generated from the code (`ConfigReference`); do not edit it by hand.

            Each setting has a default. `gramme.yaml` overrides it, the environment overrides the file, and a flag overrides
            the environment:

            | source | form |
            |---|---|
            | `gramme.yaml` | `replication: {n: 3}` |
            | environment | `GRAMME_REPLICATION_N=3` |
            | flag | `--replication.n 3` or `--replication.n=3` |

            Lists are separated by commas in the environment and in flags. A node with a fault in its configuration does not
            start; it names every fault at once, with value, origin and what is allowed. Unknown keys are faults.
            `gramme config check` does the same without starting, `gramme config print --show-origin` shows what is in force.
            """;
    private static final String TOKENS = """

            `auth.tokens` (in the file, or as a list of its own in `auth.tokensFile`) is a list of at most 1000 entries:

            | field | values | meaning |
            |---|---|---|
            | `name` | 1 to 64 letters, digits, '.', '_' or '-' | Who it is; shown in logs. Distinct. |
            | `hash` | `sha256:` and 64 hex digits | SHA-256 of the token; the token itself is stored nowhere. |
            | `allow` | list of `read`, `write`, `admin` | What it may do. |
            | `buckets` | list of names | Buckets it is good for; all when missing. |
            """;

    private ConfigReference() {}

    /** The page, as Markdown. */
    public static String markdown() {
        StringBuilder out = new StringBuilder(HEAD);
        String section = "";
        for (Setting<?> setting : Schema.ALL) {
            if (!setting.section().equals(section)) {
                section = setting.section();
                out.append("\n## ").append(section).append("\n\n");
                out.append("| key | default | values | meaning |\n|---|---|---|---|\n");
            }
            out.append(row(setting));
        }
        int log = out.indexOf("\n## log\n");
        return out.insert(log, TOKENS).toString();
    }

    private static String row(Setting<?> setting) {
        String standard = setting.standard().isEmpty() ? "empty" : "`" + setting.standard() + "`";
        return String.format(
                Locale.ROOT,
                "| `%s`<br>`%s` | %s | %s | %s |\n",
                setting.key(),
                setting.environment(),
                standard,
                setting.type().expected(),
                setting.meaning());
    }
}
