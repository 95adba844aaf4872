/**
 * The consistent-hash ring: which nodes own which partition, in which epoch, and who decides the next epoch.
 *
 * <p>{@link io.gramme.ring.Ring} is the value everything turns on; {@link io.gramme.ring.Key} says where a key lies.
 * Planning lives in {@code ring.plan}, the steps from one epoch to the next in {@code ring.change}, the wire form in
 * {@code ring.codec}. Pure: the JDK only.
 *
 * <p>Invariants: the owners of a row are distinct; a row is never longer than N; a node index is never given twice; only
 * a decided epoch changes a row. Replicas come from an explicit table, never from walking round the ring (Dynamo 2007
 * §6.2, strategy 3): what sits beside a partition says nothing about where it is kept.
 *
 * <p>Threads: every type is an immutable value and may be shared freely.
 */
@NullMarked
package io.gramme.ring;

import org.jspecify.annotations.NullMarked;
