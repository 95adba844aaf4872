package io.gramme.node.http;

import io.vertx.core.http.HttpHeaders;

/** Header names and fixed values, prepared once. */
final class Headers {
    static final CharSequence CONTEXT = HttpHeaders.createOptimized("Gramme-Context");
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("Gramme-Request-Id");
    static final CharSequence RING_EPOCH = HttpHeaders.createOptimized("Gramme-Ring-Epoch");
    static final CharSequence REPLIES = HttpHeaders.createOptimized("Gramme-Replies");
    static final CharSequence DURABLE = HttpHeaders.createOptimized("Gramme-Durable");
    static final CharSequence SIBLINGS = HttpHeaders.createOptimized("Gramme-Siblings");
    static final CharSequence READ_AFTER = HttpHeaders.createOptimized("Gramme-Read-After");
    static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("Idempotency-Key");
    static final String META_PREFIX = "gramme-meta-";

    static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized("application/problem+json");
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    static final String SIBLINGS_JSON = "application/vnd.gramme.siblings+json";
    static final CharSequence VARY_ACCEPT = HttpHeaders.createOptimized("Accept");

    private Headers() {}
}
