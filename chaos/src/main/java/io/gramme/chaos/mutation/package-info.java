/**
 * Breaks the rules on purpose, one at a time, and sees whether the simulator notices: a rule whose removal nothing notices
 * is not tested. A mutation is a patch of the production sources in {@code chaos/mutations/}; what it changes is compiled
 * aside and put before the real classes in a process of its own. Production code has no switch for any of it.
 *
 * <p>Thread rule: one thread; each mutation runs in a child process.
 */
@NullMarked
package io.gramme.chaos.mutation;

import org.jspecify.annotations.NullMarked;
