package io.gramme.node.metrics.dropwizard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A strict reader of the Prometheus text format 0.0.4; whatever a scraper might stumble over is an error. */
final class ExpositionParser {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") ((?:[^\\\\]|\\\\\\\\|\\\\n)+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram)");
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")(?:\\{(.+)\\})? (NaN|[+-]Inf|-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"]|\\\\[\\\\\"n])*)\"(,|$)");

    /** One line of the text. */
    record Sample(String name, Map<String, String> labels, double value) {}

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Set<String> helped = new HashSet<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private String current = "";

    static ExpositionParser parse(String text) {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("the last line does not end");
        }
        ExpositionParser parser = new ExpositionParser();
        for (String line : text.split("\n")) {
            parser.line(line);
        }
        parser.checkHistograms();
        return parser;
    }

    Map<String, String> types() {
        return types;
    }

    double value(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name) && sample.labels().equals(labels))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample " + name + labels))
                .value();
    }

    private void line(String line) {
        Matcher help = HELP.matcher(line);
        Matcher type = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (help.matches()) {
            current = help.group(1);
            require(helped.add(current), "two HELP of " + current);
        } else if (type.matches()) {
            require(type.group(1).equals(current), "TYPE without HELP: " + line);
            require(types.put(current, type.group(2)) == null, "two TYPE of " + current);
        } else {
            require(sample.matches(), "no sample: " + line);
            sample(sample);
        }
    }

    private void sample(Matcher line) {
        String name = line.group(1);
        String family = "histogram".equals(types.get(current)) ? name.replaceFirst("_(bucket|sum|count)$", "") : name;
        require(family.equals(current) && types.containsKey(current), "sample outside its family: " + name);
        require(seen.add(name + line.group(2)), "twice: " + line.group());
        String number = line.group(3).replace("Inf", "Infinity");
        samples.add(new Sample(name, labels(line.group(2)), Double.parseDouble(number)));
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        int at = 0;
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (text != null && at < text.length()) {
            require(label.find(at) && label.start() == at, "labels: " + text);
            String value =
                    label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
            require(labels.put(label.group(1), value) == null, "label twice: " + text);
            at = label.end();
        }
        require(text == null || !text.endsWith(","), "labels end in a comma: " + text);
        return labels;
    }

    private void checkHistograms() {
        Map<String, Double> last = new HashMap<>();
        Map<String, Double> lastBound = new HashMap<>();
        for (Sample sample : samples) {
            if (sample.labels().containsKey("le")) {
                Map<String, String> rest = new TreeMap<>(sample.labels());
                double bound = Double.parseDouble(rest.remove("le").replace("Inf", "Infinity"));
                String series = sample.name().replace("_bucket", "") + rest;
                require(sample.value() >= last.getOrDefault(series, 0.0), "buckets shrink: " + series);
                require(bound > lastBound.getOrDefault(series, -1.0), "bounds out of order: " + series);
                last.put(series, sample.value());
                lastBound.put(series, bound);
            } else if (sample.name().endsWith("_count") && "histogram".equals(types.get(base(sample)))) {
                String series = base(sample) + sample.labels();
                require(sample.value() == last.get(series), "count is not the last bucket: " + series);
                require(Double.isInfinite(lastBound.get(series)), "no +Inf bucket: " + series);
                value(base(sample) + "_sum", sample.labels());
            }
        }
    }

    private static String base(Sample sample) {
        return sample.name().replaceFirst("_count$", "");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
