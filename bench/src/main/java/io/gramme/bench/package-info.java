/** Benchmarks: JMH, a YCSB binding, the side-by-side run. Not shipped. */
@NullMarked
package io.gramme.bench;

import org.jspecify.annotations.NullMarked;
