/**
 * The steps from one ring to the next: found, commit, cancel, switch, recover, retire, new addresses. Each takes a ring
 * and gives the value to propose as the next epoch, or the reason why there is none; deciding it is the register's work.
 *
 * <p>Invariants: the epoch of a change is the next number of the same term, except after a recovery; nothing but a
 * switch changes a current row; a changed ring always names its decider group anew. Pure, no state.
 */
@NullMarked
package io.gramme.ring.change;

import org.jspecify.annotations.NullMarked;
