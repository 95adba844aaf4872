package io.gramme.node.ringchange;

import io.gramme.ring.Epoch;
import io.gramme.ring.plan.PlanCost;
import java.util.ArrayList;
import java.util.List;

/**
 * A staged plan as people are shown it.
 *
 * @param etag names exactly this plan, made for exactly this ring
 * @param base the ring it was made for
 * @param edits what was asked for, in words
 * @param cost what it moves; bytes and seconds are estimated from the partitions this node holds
 * @param warnings what a person should know before committing
 * @param needsAllowFewer whether rows would get shorter than N
 */
public record PlanView(
        String etag, Epoch base, List<String> edits, PlanCost cost, List<String> warnings, boolean needsAllowFewer) {
    /** The same with one more warning. */
    PlanView warning(String more) {
        List<String> all = new ArrayList<>(warnings);
        all.add(more);
        return new PlanView(etag, base, edits, cost, List.copyOf(all), needsAllowFewer);
    }
}
