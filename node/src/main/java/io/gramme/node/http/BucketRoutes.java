package io.gramme.node.http;
/** x */
final class BucketRoutes { static final String ALL = "/v1/buckets"; void handle(Exchange e) {} }
