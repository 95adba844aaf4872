/**
 * The composition root: the only place that names concrete adapters and puts a node together, and what belongs to the
 * process as a whole, such as logging.
 *
 * <p>Invariant: nobody depends on this package. Log lines name the request they belong to by an explicit key-value pair,
 * {@code log.atWarn().addKeyValue("request", id)}: a thread serves many requests at once, so nothing is kept per thread.
 * Thread rule: start and stop run on the main thread.
 */
@NullMarked
package io.gramme.node.app;

import org.jspecify.annotations.NullMarked;
