package io.gramme.node.app;

import io.gramme.node.antientropy.AntiEntropy;
import io.gramme.node.antientropy.ExchangePorts;
import io.gramme.node.background.BackgroundBudget;
import io.gramme.node.config.GrammeConfig;
import java.util.ArrayList;
import java.util.List;

/** The background budget of a node and the anti-entropy of its shards. Put together before any loop runs. */
final class RepairParts {
    /** Exchanges that a node begins by itself and has under way at once; at least one a shard. */
    private static final int EXCHANGES = 2;

    private final BackgroundBudget budget;
    private final List<AntiEntropy> shards = new ArrayList<>();

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

    /** Makes the anti-entropy of the next shard; it answers peers from now on. */
    AntiEntropy addShard(GrammeConfig config, int count, NodeShard.Ports ports) {
        ExchangePorts outside = new ExchangePorts(
                ports.clock(),
                ports.loop().timers(),
                ports.transport(),
                ports.views(),
                budget.port(ports.loop().loop()),
                ports.randomness().fork("repair"),
                ports.metrics().antiEntropy());
        AntiEntropy made = new AntiEntropy(
                outside, new AntiEntropy.Settings(config.repair().interval(), Math.max(1, EXCHANGES / count)));
        shards.add(made);
        return made;
    }

    /** The anti-entropy of a shard, on its loop. */
    AntiEntropy shard(int shard) {
        return shards.get(shard);
    }
}
