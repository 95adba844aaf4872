package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics in the Prometheus text format, read back for people: a histogram's buckets become quantiles. */
final class Metrics {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern BOUND = Pattern.compile(",?le=\"([^\"]*)\"");
    private static final double[] QUANTILES = {0.5, 0.99};

    /** One line of the format. */
    private record Sample(String name, String labels, double value) {}

    /** A histogram of one set of labels: cumulated counts by bound, ascending. */
    private static final class Histogram {
        final List<double[]> buckets = new ArrayList<>();
        double sum;
        double count;

        /** The upper bound of the bucket that holds the quantile. */
        double quantile(double q) {
            for (double[] bucket : buckets) {
                if (bucket[1] >= q * count) {
                    return bucket[0];
                }
            }
            return Double.POSITIVE_INFINITY;
        }
    }

    /**
     * What is shown of a metric.
     *
     * @param labels as the format writes them, or empty
     * @param text the value for people
     * @param document the same for programs
     */
    record Shown(String name, String labels, String text, ObjectNode document) {}

    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, String> types = new LinkedHashMap<>();

    private Metrics() {}

    static Metrics parse(String text) {
        Metrics metrics = new Metrics();
        text.lines().forEach(line -> {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                metrics.types.put(words[2], words[3]);
            }
            Matcher matcher = SAMPLE.matcher(line);
            if (!line.startsWith("#") && matcher.matches()) {
                String labels = matcher.group(2) == null ? "" : matcher.group(2);
                metrics.samples.add(new Sample(matcher.group(1), labels, number(matcher.group(3))));
            }
        });
        return metrics;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    boolean has(String name) {
        return samples.stream().anyMatch(sample -> sample.name.equals(name));
    }

    /** The sum over all labels; 0 when there is no such metric. */
    double sum(String name) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** The sum over those whose labels have this one, written as in {@code kind="free"}. */
    double sum(String name, String label) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name) && sample.labels.contains(label))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** All of it, in the order it came. */
    List<Shown> shown() {
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        List<Shown> all = new ArrayList<>();
        for (Sample sample : samples) {
            String base = histogramOf(sample.name);
            if (base.isEmpty()) {
                ObjectNode document = document(sample.name, sample.labels).put("value", sample.value);
                all.add(new Shown(sample.name, sample.labels, plain(sample.value), document));
            } else {
                add(histograms, base, sample);
            }
        }
        histograms.forEach((key, histogram) -> all.add(shown(key, histogram)));
        return all;
    }

    private String histogramOf(String sample) {
        for (String end : List.of("_bucket", "_sum", "_count")) {
            String base = sample.endsWith(end) ? sample.substring(0, sample.length() - end.length()) : "";
            if ("histogram".equals(types.get(base))) {
                return base;
            }
        }
        return "";
    }

    private static void add(Map<String, Histogram> histograms, String base, Sample sample) {
        Matcher bound = BOUND.matcher(sample.labels);
        boolean bucket = bound.find();
        String labels = bucket ? bound.replaceFirst("").replaceFirst("^,", "") : sample.labels;
        Histogram histogram = histograms.computeIfAbsent(base + "{" + labels, key -> new Histogram());
        if (bucket) {
            histogram.buckets.add(new double[] {number(bound.group(1)), sample.value});
        } else if (sample.name.endsWith("_sum")) {
            histogram.sum = sample.value;
        } else {
            histogram.count = sample.value;
        }
    }

    private static Shown shown(String key, Histogram histogram) {
        int brace = key.indexOf('{');
        String name = key.substring(0, brace);
        String labels = key.substring(brace + 1);
        double mean = histogram.count == 0 ? 0 : histogram.sum / histogram.count;
        ObjectNode document = document(name, labels)
                .put("count", Math.round(histogram.count))
                .put("sum", histogram.sum)
                .put("mean", mean);
        StringBuilder text = new StringBuilder(plain(histogram.count) + " mean " + short3(mean));
        for (double q : QUANTILES) {
            double bound = histogram.count == 0 ? 0 : histogram.quantile(q);
            document.put("p" + Math.round(q * 100), bound);
            text.append(" p").append(Math.round(q * 100)).append("≤").append(short3(bound));
        }
        return new Shown(name, labels, text.toString(), document);
    }

    private static ObjectNode document(String name, String labels) {
        return Json.object().put("name", name).put("labels", labels);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : short3(value);
    }

    private static String short3(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
