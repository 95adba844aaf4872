package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import io.gramme.node.metrics.dropwizard.Family.Kind;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Makes metrics of families and keeps them in a registry; asking twice gives the same metric. */
final class Instruments {
    private static final long MOST_MICROS = 100_000_000;
    private static final long MOST_NUMBER = 1_000_000;

    private final MetricRegistry registry;

    Instruments(MetricRegistry registry) {
        this.registry = registry;
    }

    /** A number that grows, or for a gauge goes up and down by steps. */
    Counter counter(Family family, String... labels) {
        return (Counter) metric(family.with(labels), Counter::new);
    }

    /** A number that is set in the family's unit. */
    Level level(Family family, String... labels) {
        return (Level) metric(family.with(labels), () -> new Level(new AtomicLong(), 1));
    }

    /** A number of seconds that is set in milliseconds. */
    Level millisLevel(Family family, String... labels) {
        return (Level) metric(family.with(labels), () -> new Level(new AtomicLong(), 1_000));
    }

    /** A new cell of a histogram. */
    Distribution.Cell cell(Family family, String... labels) {
        long most = family.kind() == Kind.SECONDS ? MOST_MICROS : MOST_NUMBER;
        return ((Distribution) metric(family.with(labels), () -> new Distribution(most))).cell();
    }

    /** A counter for each value of a family's one label. */
    <E extends Enum<E>> ByLabel<E, Counter> counters(Family family, Class<E> label) {
        return new ByLabel<>(label, value -> counter(family, value));
    }

    /** A level for each value of a family's one label. */
    <E extends Enum<E>> ByLabel<E, Level> levels(Family family, Class<E> label) {
        return new ByLabel<>(label, value -> level(family, value));
    }

    /** A histogram's cell for each value of a family's one label. */
    <E extends Enum<E>> ByLabel<E, Distribution.Cell> cells(Family family, Class<E> label) {
        return new ByLabel<>(label, value -> cell(family, value));
    }

    /** A number that is asked for when it is shown. */
    void gauge(Family family, Supplier<Number> number, String... labels) {
        metric(family.with(labels), () -> (Gauge<Number>) number::get);
    }

    /** A label's value: lower case. */
    static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private synchronized Metric metric(String name, Supplier<Metric> make) {
        Metric known = registry.getMetrics().get(name);
        return known == null ? registry.register(name, make.get()) : known;
    }

    /** A gauge that somebody sets, shown divided. */
    record Level(AtomicLong value, int divisor) implements Gauge<Number> {
        void set(long number) {
            value.set(number);
        }

        @Override
        public Number getValue() {
            return divisor == 1 ? (Number) value.get() : (Number) (value.get() / (double) divisor);
        }
    }
}
