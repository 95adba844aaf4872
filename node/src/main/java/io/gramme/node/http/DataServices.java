package io.gramme.node.http;

import io.gramme.node.buckets.BucketViews;
import io.gramme.node.coordinator.Coordinator;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.ring.Key;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/**
 * What the data routes of one loop work with.
 *
 * @param coordinator reads and writes
 * @param views cluster snapshots of this loop
 * @param buckets bucket settings as this loop sees them
 * @param shown values and contexts as clients see them
 * @param contextKeys the cluster's keys for what clients carry, newest first
 * @param clock wall clock for expiry and dates
 * @param timers of this loop
 * @param randomness for server-made keys and request ids
 */
record DataServices(
        Coordinator coordinator,
        ClusterViews views,
        BucketViews buckets,
        Shown shown,
        List<byte[]> contextKeys,
        HttpSettings settings,
        Clock clock,
        Timers timers,
        Randomness randomness) {
    /** Answers with a failure and what it brings: a context, the present ETag. */
    void fail(Exchange exchange, Key key, RequestFailure failure) {
        exchange.epoch(failure.epoch());
        if (failure.context() != null) {
            shown.context(exchange, key, failure.context());
        }
        if (failure.etag() != null) {
            exchange.put(HttpHeaders.ETAG, '"' + failure.etag() + '"');
        }
        exchange.problem(Problem.of(failure));
    }
}
