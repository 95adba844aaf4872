package io.gramme.node.app;

import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.engine.EngineEvents;
import io.gramme.node.storage.log.LogDamage;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Brings what the engine finds damaged to the control loop, and keeps it until there is a node to tell. */
final class DamageReports implements EngineEvents {
    private final SerialExecutor control;
    private final Set<Integer> groups = new TreeSet<>();
    private @Nullable Runnable report;
    private @Nullable IntConsumer reportIndex;
    private boolean found;

    DamageReports(SerialExecutor control) {
        this.control = control;
    }

    /**
     * Sets what to do about damage, on the control loop; at once if there was some.
     *
     * @param index told once of each group of the index
     */
    void reportTo(Runnable log, IntConsumer index) {
        control.execute(() -> {
            report = log;
            reportIndex = index;
            if (found) {
                log.run();
            }
            groups.forEach(index::accept);
        });
    }

    @Override
    public void onLogDamage(LogDamage damage) {
        control.execute(() -> {
            found = true;
            if (report != null) {
                report.run();
            }
        });
    }

    /** Those keys answer as unreadable until the next start; nothing of this node's identity depends on them. */
    @Override
    public void onIndexDamage(int group, IndexDamage damage) {
        control.execute(() -> {
            if (groups.add(group) && reportIndex != null) {
                reportIndex.accept(group);
            }
        });
    }
}
