/**
 * The HTTP API: the data port (values, buckets, ring) and the admin port (health, metrics, cluster views).
 *
 * <p>Invariants: keys are bytes and are taken from the raw path before anything normalises it; nothing a client sends ends
 * a connection without an answer, shows a stack trace or stops the node; every failure is a problem document that says
 * whether a write may have happened. Thread rule: one {@link io.gramme.node.http.DataApi} a shard loop; a request stays on
 * the loop its connection arrived on.
 */
@NullMarked
package io.gramme.node.http;

import org.jspecify.annotations.NullMarked;
