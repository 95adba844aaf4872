/** JMH benchmarks of the pure parts that every request goes through. */
@org.jspecify.annotations.NullMarked
package io.gramme.bench.micro;
