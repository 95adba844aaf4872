/**
 * The proof that the seams are right: a minimal replicated put and get on the storage port, the simulated disk and the
 * simulated network, killed and restarted at will. It knows no causality and no ring; it only shows that what a port
 * called durable is there after a crash.
 *
 * <p>Thread rule: a {@link io.gramme.chaos.seam.KvNode} runs on its shard executor.
 */
@NullMarked
package io.gramme.chaos.seam;

import org.jspecify.annotations.NullMarked;
