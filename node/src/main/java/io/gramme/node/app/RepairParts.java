package io.gramme.node.app;

import io.gramme.node.background.BackgroundBudget;
import io.gramme.node.config.GrammeConfig;

/** The background budget of a node and what spends it. On the control loop, where nothing else is said. */
final class RepairParts {
    private final BackgroundBudget budget;

    private RepairParts(BackgroundBudget budget) {
        this.budget = budget;
    }

    static RepairParts of(GrammeConfig config, NodePorts ports) {
        BackgroundBudget.Ports outside = new BackgroundBudget.Ports(
                ports.clock(),
                ports.control().loop(),
                ports.control().timers(),
                ports.metrics().background());
        return new RepairParts(new BackgroundBudget(outside, config.repair().throttleBytesPerSecond()));
    }

    /** The one budget of this node. */
    BackgroundBudget budget() {
        return budget;
    }
}
