package io.gramme.node.storage.engine;

import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.log.LogDamage;

/** What the engine found wrong. Callable from any of the engine's threads; after such a report the generation is raised. */
public interface EngineEvents {
    /** Tells nobody. */
    EngineEvents NONE = new EngineEvents() {
        @Override
        public void onLogDamage(LogDamage damage) {}

        @Override
        public void onIndexDamage(int group, IndexDamage damage) {}
    };

    /**
     * A durable stretch of the log cannot be read. Which keys it held is unknown, so every partition is due for repair
     * and its not-found is no vote until then.
     */
    void onLogDamage(LogDamage damage);

    /**
     * A part of a group's index cannot be read: its keys answer as unreadable until the next start builds the group's
     * index anew from the log. Reported once per page.
     *
     * @param group the partitions mod 16 that are touched
     */
    void onIndexDamage(int group, IndexDamage damage);
}
