package io.gramme.ring.plan;

import io.gramme.ring.Refusal;

/** What planning gave: a plan, or the reason why there is none. */
public sealed interface Planning {
    record Planned(Plan plan) implements Planning {}

    record Refused(Refusal refusal) implements Planning {}
}
