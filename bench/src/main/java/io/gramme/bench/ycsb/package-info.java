/**
 * YCSB bindings: plain HTTP over kept-alive sockets, which drives Gramme and the yardstick alike, and the SDK. The
 * binding for Cassandra is in {@code bench/cassandra}, since its driver comes with Cassandra.
 */
@org.jspecify.annotations.NullMarked
package io.gramme.bench.ycsb;
