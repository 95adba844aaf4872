package io.gramme.node.app;

import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.engine.EngineEvents;
import io.gramme.node.storage.log.LogDamage;
import org.jspecify.annotations.Nullable;

/** Brings what the engine finds damaged to the control loop, and keeps it until there is a node to tell. */
final class DamageReports implements EngineEvents {
    private final SerialExecutor control;
    private @Nullable Runnable report;
    private boolean found;

    DamageReports(SerialExecutor control) {
        this.control = control;
    }

    /** Sets what to do about damage to the log, on the control loop; at once if there was some. */
    void reportTo(Runnable newReport) {
        control.execute(() -> {
            report = newReport;
            if (found) {
                newReport.run();
            }
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
    public void onIndexDamage(int group, IndexDamage damage) {}
}
