package io.gramme.node.metrics.dropwizard;

/** Writes {@code docs/reference/metrics.md} from the families; a test keeps the file equal to this. */
public final class MetricsReference {
    private static final String HEAD = """
            # Metrics

            This page is generated from the code (`MetricsReference`); do not edit it by hand.

            `GET /metrics` on the admin port answers in the Prometheus text format. Units are base units (seconds, bytes);
            no label ever holds a key or a bucket. Histograms have real buckets, so those of several nodes can be added:

            ```
            histogram_quantile(0.99, sum by (le) (rate(gramme_coordinator_seconds_bucket{op="get"}[1m])))
            ```

            A bucket's count may be off by values within 1 % of its bound; `_sum` and `_count` are exact.

            | name | type | labels | meaning |
            |---|---|---|---|
            """;

    private MetricsReference() {}

    /** The page, as Markdown. */
    public static String markdown() {
        StringBuilder out = new StringBuilder(HEAD);
        for (Family family : Families.ALL) {
            String labels = family.labels().isEmpty() ? "" : "`" + String.join("`, `", family.labels()) + "`";
            out.append("| `").append(family.name()).append("` | ");
            out.append(family.kind().type()).append(" | ").append(labels).append(" | ");
            out.append(family.help()).append(" |\n");
        }
        return out.toString();
    }
}
