package io.gramme.ring.plan;

import java.util.List;

/**
 * What is wanted of the next ring.
 *
 * @param edits applied in order; an empty list asks for a better balance among the members as they are
 * @param allowFewer whether rows may get shorter than N by members leaving
 */
public record PlanRequest(List<Edit> edits, boolean allowFewer) {
    public PlanRequest {
        edits = List.copyOf(edits);
    }

    public static PlanRequest of(Edit... edits) {
        return new PlanRequest(List.of(edits), false);
    }

    public PlanRequest allowingFewer() {
        return new PlanRequest(edits, true);
    }
}
