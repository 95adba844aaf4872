package io.gramme.ring.change;

import io.gramme.ring.Refusal;
import io.gramme.ring.Ring;

/** What a step gave: the ring to propose, or the reason why there is none. */
public sealed interface Change {
    record Changed(Ring next) implements Change {}

    record Refused(Refusal refusal) implements Change {}
}
