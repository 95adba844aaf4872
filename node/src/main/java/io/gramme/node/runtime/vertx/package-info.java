/**
 * The ports over a Vert.x event loop: a shard's executor and timers.
 *
 * <p>Invariant: what is given to one loop runs on that loop alone, in order. Thread rule: as the ports say.
 */
@NullMarked
package io.gramme.node.runtime.vertx;

import org.jspecify.annotations.NullMarked;
