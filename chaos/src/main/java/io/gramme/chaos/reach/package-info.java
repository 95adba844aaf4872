/**
 * What a thousand seeds must have met: a run in which a mechanism never had its chance proves nothing about it. Each
 * {@link io.gramme.chaos.reach.Event} is counted where it shows, in the node's own metrics, in its messages and in what it
 * does to its disk; nothing in the node knows that it is watched.
 *
 * <p>Thread rule: one simulation's {@link io.gramme.chaos.reach.Reached} belongs to its thread.
 */
@NullMarked
package io.gramme.chaos.reach;

import org.jspecify.annotations.NullMarked;
