package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.jvm.BufferPoolMetricSet;
import com.codahale.metrics.jvm.GarbageCollectorMetricSet;
import com.codahale.metrics.jvm.MemoryUsageGaugeSet;
import com.codahale.metrics.jvm.ThreadStatesGaugeSet;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Supplier;

/** The process's memory, collections and threads, from Dropwizard's sets, under names with base units. */
final class JvmMetrics {
    private JvmMetrics() {}

    static void register(Instruments instruments) {
        Map<String, Metric> memory = new MemoryUsageGaugeSet().getMetrics();
        for (String area : new String[] {"heap", "non-heap"}) {
            instruments.gauge(Families.JVM_MEMORY_USED, number(memory, area + ".used"), area);
            instruments.gauge(Families.JVM_MEMORY_COMMITTED, number(memory, area + ".committed"), area);
            instruments.gauge(Families.JVM_MEMORY_MAX, number(memory, area + ".max"), area);
        }
        Map<String, Metric> buffers = new BufferPoolMetricSet(ManagementFactory.getPlatformMBeanServer()).getMetrics();
        buffers.keySet().stream().filter(name -> name.endsWith(".used")).forEach(name -> {
            String pool = name.substring(0, name.lastIndexOf('.'));
            instruments.gauge(Families.JVM_BUFFERS, number(buffers, name), pool);
        });
        Map<String, Metric> collections = new GarbageCollectorMetricSet().getMetrics();
        collections.keySet().stream().filter(name -> name.endsWith(".count")).forEach(name -> {
            String gc = name.substring(0, name.lastIndexOf('.'));
            Supplier<Number> millis = number(collections, gc + ".time");
            instruments.gauge(Families.JVM_GC_COUNT, number(collections, name), gc);
            instruments.gauge(Families.JVM_GC_SECONDS, () -> millis.get().doubleValue() / 1_000, gc);
        });
        instruments.gauge(Families.JVM_THREADS, number(new ThreadStatesGaugeSet().getMetrics(), "count"));
        instruments.gauge(
                Families.JVM_UPTIME, () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1_000.0);
    }

    private static Supplier<Number> number(Map<String, Metric> set, String name) {
        return () -> set.get(name) instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number ? number : -1;
    }
}
