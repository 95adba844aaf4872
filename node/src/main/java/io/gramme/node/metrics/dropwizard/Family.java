package io.gramme.node.metrics.dropwizard;

import java.util.List;

/**
 * A metric name and what it means.
 *
 * @param name Prometheus name with its base unit
 * @param help one sentence
 * @param labels label names, in the order of their values
 */
record Family(String name, Kind kind, String help, List<String> labels) {
    private static final List<Long> MICROS = List.of(
            100L,
            250L,
            500L,
            1_000L,
            2_500L,
            5_000L,
            10_000L,
            25_000L,
            50_000L,
            100_000L,
            250_000L,
            500_000L,
            1_000_000L,
            2_500_000L,
            5_000_000L,
            10_000_000L);
    private static final List<Long> SMALL_NUMBERS = List.of(0L, 1L, 2L, 3L, 5L, 10L, 25L, 50L, 100L, 250L, 1_000L);

    /** What kind of number it is. */
    enum Kind {
        COUNTER("counter", 1),
        GAUGE("gauge", 1),
        /** A histogram recorded in microseconds, told in seconds. */
        SECONDS("histogram", 1e-6),
        /** A histogram of small whole numbers. */
        NUMBERS("histogram", 1);

        private final String type;
        private final double unit;

        Kind(String type, double unit) {
            this.type = type;
            this.unit = unit;
        }

        /** Prometheus type. */
        String type() {
            return type;
        }

        /** What one recorded unit is in the base unit. */
        double unit() {
            return unit;
        }

        /** Upper bounds of a histogram's buckets, in recorded units, ascending. */
        List<Long> bounds() {
            return switch (this) {
                case COUNTER, GAUGE -> List.of();
                case SECONDS -> MICROS;
                case NUMBERS -> SMALL_NUMBERS;
            };
        }
    }

    static Family counter(String name, String help, String... labels) {
        return new Family(name, Kind.COUNTER, help, List.of(labels));
    }

    static Family gauge(String name, String help, String... labels) {
        return new Family(name, Kind.GAUGE, help, List.of(labels));
    }

    static Family seconds(String name, String help, String... labels) {
        return new Family(name, Kind.SECONDS, help, List.of(labels));
    }

    static Family numbers(String name, String help, String... labels) {
        return new Family(name, Kind.NUMBERS, help, List.of(labels));
    }

    /** The name with these label values, as Prometheus writes it and as the registry knows it. */
    String with(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(name + " has labels " + labels);
        }
        if (values.length == 0) {
            return name;
        }
        StringBuilder out = new StringBuilder(name);
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
            out.append(values[i].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
            out.append('"');
        }
        return out.append('}').toString();
    }
}
