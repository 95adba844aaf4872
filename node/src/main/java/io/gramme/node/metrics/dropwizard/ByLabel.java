package io.gramme.node.metrics.dropwizard;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** A metric for each value of a family's one label. */
final class ByLabel<E extends Enum<E>, M> {
    private final Map<E, M> metrics;

    ByLabel(Class<E> label, Function<String, M> make) {
        this.metrics = new EnumMap<>(label);
        for (E value : label.getEnumConstants()) {
            metrics.put(value, make.apply(Instruments.text(value)));
        }
    }

    M of(E value) {
        M metric = metrics.get(value);
        if (metric == null) {
            throw new IllegalStateException("no metric for " + value);
        }
        return metric;
    }
}
