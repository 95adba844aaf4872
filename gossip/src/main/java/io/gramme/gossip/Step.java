package io.gramme.gossip;

import java.util.List;

/**
 * What one event led to.
 *
 * @param effects to be carried out in this order
 * @param wakeAtMillis call {@link Gossip#onTick} then, if no other event comes before; replaces the earlier one
 */
public record Step(List<Effect> effects, long wakeAtMillis) {
    public Step {
        effects = List.copyOf(effects);
    }
}
