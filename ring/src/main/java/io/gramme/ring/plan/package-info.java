/**
 * The planner: from a ring and what is wanted of its members to a table of owners, and what getting there costs.
 *
 * <p>The order of the rules: distinct nodes always; distinct zones while there are enough; balance by weight, within one
 * partition of what the zones allow; fewest moves. {@link io.gramme.ring.plan.Planner} is the entrance; {@code
 * FairShares} says what balance means, {@code Placement} finds the rows.
 *
 * <p>Invariants: the same ring and request give the same plan on every machine (ties are broken by a seed made of the
 * epoch). Pure, no state outside a call; every type is confined to its caller or immutable.
 */
@NullMarked
package io.gramme.ring.plan;

import org.jspecify.annotations.NullMarked;
