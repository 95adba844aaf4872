package io.gramme.node.app;

import io.gramme.node.background.BackgroundBudget;
import io.gramme.node.storage.engine.EngineEvents;
import io.gramme.node.storage.engine.Pace;

/** What a node gives its engine: who hears of damage, and how fast background work may go on. */
record EngineHooks(EngineEvents events, Pace pace) {

    /** Background work of the engine asks the node's budget. */
    static EngineHooks of(EngineEvents events, BackgroundBudget budget) {
        return new EngineHooks(events, new Pace() {
            @Override
            public void next(long bytes, Runnable next) {
                budget.compaction(bytes, next);
            }

            @Override
            public void took(long bytes) {
                budget.compacted(bytes);
            }
        });
    }
}
