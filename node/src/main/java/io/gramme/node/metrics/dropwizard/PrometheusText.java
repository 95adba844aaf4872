package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import io.gramme.node.metrics.dropwizard.Distribution.Snapshot;
import io.gramme.node.metrics.dropwizard.Family.Kind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Prometheus text exposition format, version 0.0.4, of a registry's metrics that have a family. */
final class PrometheusText {
    private final Map<String, Map<String, Metric>> byFamily = new LinkedHashMap<>();
    private final StringBuilder out = new StringBuilder(16 * 1024);

    private PrometheusText() {
        for (Family family : Families.ALL) {
            byFamily.put(family.name(), new TreeMap<>());
        }
    }

    static String of(MetricRegistry registry) {
        PrometheusText text = new PrometheusText();
        registry.getMetrics().forEach(text::sort);
        for (Family family : Families.ALL) {
            text.family(family, text.byFamily.getOrDefault(family.name(), Map.of()));
        }
        return text.out.toString();
    }

    private void sort(String name, Metric metric) {
        int brace = name.indexOf('{');
        Map<String, Metric> family = byFamily.get(brace < 0 ? name : name.substring(0, brace));
        if (family != null) {
            family.put(brace < 0 ? "" : name.substring(brace + 1, name.length() - 1), metric);
        }
    }

    private void family(Family family, Map<String, Metric> metrics) {
        if (metrics.isEmpty()) {
            return;
        }
        String help = family.help().replace("\\", "\\\\").replace("\n", "\\n");
        out.append("# HELP ").append(family.name()).append(' ').append(help).append('\n');
        out.append("# TYPE ")
                .append(family.name())
                .append(' ')
                .append(family.kind().type())
                .append('\n');
        metrics.forEach((labels, metric) -> {
            if (metric instanceof Distribution distribution) {
                histogram(family, labels, distribution);
            } else if (metric instanceof Counter counter) {
                sample(family.name(), labels, String.valueOf(counter.getCount()));
            } else if (metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number) {
                sample(family.name(), labels, number(number));
            }
        });
    }

    private void histogram(Family family, String labels, Distribution distribution) {
        Kind kind = family.kind();
        List<Long> bounds = kind.bounds();
        Snapshot snapshot = distribution.snapshot(bounds);
        String prefix = labels.isEmpty() ? "" : labels + ",";
        for (int i = 0; i < bounds.size(); i++) {
            String le = scaled(bounds.get(i), kind.unit());
            sample(
                    family.name() + "_bucket",
                    prefix + "le=\"" + le + "\"",
                    String.valueOf(snapshot.cumulative().get(i)));
        }
        String count = String.valueOf(snapshot.count());
        sample(family.name() + "_bucket", prefix + "le=\"+Inf\"", count);
        sample(family.name() + "_sum", labels, scaled(snapshot.sum(), kind.unit()));
        sample(family.name() + "_count", labels, count);
    }

    private void sample(String name, String labels, String value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }

    private static String scaled(long number, double unit) {
        return new BigDecimal(number)
                .multiply(BigDecimal.valueOf(unit), MathContext.DECIMAL64)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String number(Number number) {
        double value = number.doubleValue();
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return number instanceof Double
                ? new BigDecimal(value, MathContext.DECIMAL64).toPlainString()
                : number.toString();
    }
}
