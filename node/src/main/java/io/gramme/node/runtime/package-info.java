/**
 * The ports through which the outside world enters: time, timers, randomness, execution and files.
 *
 * <p>Invariant: nothing else in a node reads a clock, waits, draws an unseeded number or touches a disk. The simulator
 * supplies every port, so one seed replays a whole cluster. The adapters are {@code runtime.vertx},
 * {@code runtime.nio} and, for the simulator and for tests, {@code runtime.sim}. Thread rule: {@link io.gramme.node.runtime.Timers} and
 * {@link io.gramme.node.runtime.SerialExecutor} belong to one loop each.
 */
@NullMarked
package io.gramme.node.runtime;

import org.jspecify.annotations.NullMarked;
