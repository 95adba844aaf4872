/**
 * Bucket settings: a small map spread by gossip, one hybrid logical clock stamp a bucket.
 *
 * <p>Invariants: a bucket without settings has the defaults and needs no creation; {@code siblings} is fixed once set.
 * Thread rule: the registry lives on the control loop, {@link io.gramme.node.buckets.BucketSettings} may be read
 * anywhere.
 */
@NullMarked
package io.gramme.node.buckets;

import org.jspecify.annotations.NullMarked;
