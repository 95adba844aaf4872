/**
 * What the SDK needs from outside: HTTP exchanges, time, timers, randomness, as one port ({@link Wire}) and its adapter
 * on Vert.x ({@link VertxWire}); and, pure, what tells whoever sends by it a light node from a heavy one ({@link NodeLoad}).
 *
 * <p>The only package of the SDK that reads a clock, makes threads or names Vert.x; no Vert.x type leaves it. Answers and
 * timers arrive on the adapter's loops: whoever is called back there must not block.
 */
@NullMarked
package io.gramme.client.transport;

import org.jspecify.annotations.NullMarked;
